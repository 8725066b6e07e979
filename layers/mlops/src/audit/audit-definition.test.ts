import { createRandom, InvalidInputError, type ModelModule } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { auditFixture } from './fixtures/audit-fixture.ts';
import { CLEAN_SHAPES, LEAKY_SHAPES } from './fixtures/category-definitions.ts';
import { CLEAN_DEFINITIONS } from './fixtures/clean-definitions.ts';
import { fixtureDefinition } from './fixtures/definition-fixture.ts';
import { generatedFrame } from './fixtures/generated-frame.ts';
import { LEAKY_DEFINITIONS } from './fixtures/leaky-definitions.ts';
import { type LeakReport, leakFindings } from './leak-report.ts';

const FRAME = generatedFrame({ seed: 1 });
const outcomesOf = ({ checks }: LeakReport) => Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]));
const PASSED = {
  label_overlap: 'passed',
  suspect_features: 'passed',
  prefix_invariance: 'passed',
  shuffled_future: 'passed',
  scaler_window: 'passed',
};

describe('auditDefinition', () => {
  it.each(LEAKY_DEFINITIONS.map((leaky) => [leaky.definition.name, leaky.code, leaky] as const))(
    'refuses %s as %s, and says why',
    async (_, code, { definition, says }) => {
      const report = await auditFixture(definition, FRAME);

      const found = leakFindings(report).filter((finding) => finding.code === code);
      expect(found).not.toEqual([]);
      expect(found.map(({ message }) => message)).toContainEqual(expect.stringMatching(says));
      expect(found.every(({ contract }) => contract === 'dataset.pit')).toBe(true);
    },
  );

  it.each(CLEAN_DEFINITIONS.map((definition) => [definition.name, definition] as const))(
    'lets %s pass',
    async (_, definition) => {
      const report = await auditFixture(definition, FRAME);

      expect(leakFindings(report)).toEqual([]);
      expect(outcomesOf(report)).toEqual(PASSED);
    },
  );

  it.each(['centred-mean', 'smoothed-regime', 'z-score-over-the-batch'])(
    'sees %s also by a spoiled future, which leaves the number of rows alone',
    async (name) => {
      const leaky = LEAKY_DEFINITIONS.find(({ definition }) => definition.name === name);
      const report = await auditFixture(leaky?.definition ?? CLEAN_DEFINITIONS[0], FRAME);

      const [found] = leakFindings(report).filter(({ code }) => code === 'leak.shuffled_future');
      expect(found?.message).toMatch(
        /predictions up to \S+ move when the features of later rows are (permuted|mirrored)/,
      );
    },
  );

  it.each(LEAKY_SHAPES.map((leaky) => [leaky.definition.name, leaky.code, leaky.definition] as const))(
    'refuses %s as %s',
    async (_, code, definition) => {
      expect(leakFindings(await auditFixture(definition, FRAME)).map((finding) => finding.code)).toContain(code);
    },
  );

  it.each(CLEAN_SHAPES.map((definition) => [definition.name, definition] as const))(
    'lets %s pass, with all that it serves',
    async (_, definition) => {
      const report = await auditFixture(definition, FRAME);

      expect(leakFindings(report)).toEqual([]);
      expect(Object.values(outcomesOf(report)).every((outcome) => outcome === 'passed')).toBe(true);
      expect(outcomesOf(report).state_continuity).toBe(
        definition.inference.memory === undefined ? undefined : 'passed',
      );
    },
  );

  it('fits on all rows where a trainer refuses the sample', async () => {
    const { onnx } = await fitOf(CLEAN_DEFINITIONS[3]);
    const demanding = fixtureDefinition({
      name: 'demanding',
      fit: (train) => {
        if (train.rows < 5_000) throw new InvalidInputError('definition.threw', `${train.rows} rows are too few`);
        return onnx;
      },
    });

    const report = await auditFixture(demanding, FRAME);

    expect(outcomesOf(report)).toEqual(PASSED);
    expect(report.checks.at(-1)).toMatchObject({ rows: FRAME.train.rows + FRAME.validation.rows });
  });

  it('does not let a trainer pass that refuses all rows as well', async () => {
    const { onnx } = await fitOf(CLEAN_DEFINITIONS[3]);
    let fits = 0;
    const moody = fixtureDefinition({
      name: 'moody',
      fit: () => {
        if (fits++ > 0) throw new InvalidInputError('definition.threw', 'not again');
        return onnx;
      },
    });

    const report = await auditFixture(moody, FRAME);

    expect(outcomesOf(report)).toEqual({ ...PASSED, scaler_window: 'incomplete' });
    expect(leakFindings(report)).toMatchObject([{ contract: 'dataset.pit', code: 'leak.check_incomplete' }]);
  });

  it('refuses labels of a horizon that is stated one day too small', async () => {
    const report = await auditFixture(CLEAN_DEFINITIONS[3], generatedFrame({ seed: 1, purgedDays: 4 }));

    expect(outcomesOf(report)).toEqual({ ...PASSED, label_overlap: 'found' });
    expect(leakFindings(report)).toMatchObject([{ code: 'leak.label_overlap', rows: 20 }]);
  });

  it.each([0.5, 0.2])('names a feature that is the next return plus noise at IC %d', async (leak) => {
    const report = await auditFixture(CLEAN_DEFINITIONS[3], generatedFrame({ seed: 1, leak }));

    expect(outcomesOf(report)).toEqual({ ...PASSED, suspect_features: 'found' });
    expect(leakFindings(report)).toMatchObject([
      { contract: 'model.leak', code: 'model.leak_suspect', examples: ['leak'] },
    ]);
  });

  it('makes findings of the checks that its budget leaves no time for', async () => {
    let calls = 0;
    const report = await auditFixture(CLEAN_DEFINITIONS[3], FRAME, { clock: () => 5_000 * calls++ });

    expect(Object.values(outcomesOf(report))).toContain('incomplete');
    expect(outcomesOf(report)).toMatchObject({ label_overlap: 'passed', scaler_window: 'incomplete' });
    expect(leakFindings(report).every(({ code }) => code === 'leak.check_incomplete')).toBe(true);
  });

  it('is the same report every time', async () => {
    const [definition] = LEAKY_DEFINITIONS.map((leaky) => leaky.definition);

    expect(await auditFixture(definition, FRAME)).toEqual(await auditFixture(definition, FRAME));
  });
});

async function fitOf({ training }: ModelModule) {
  const context = { seed: 1, random: createRandom(1), log: { info: () => undefined }, onRound: () => undefined };
  return training.trainer.fit(FRAME.train, FRAME.validation, {}, context);
}
