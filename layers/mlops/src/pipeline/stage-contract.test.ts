import { InvalidInputError } from '@optaic/mlops/base';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { stageHandler } from './stage-contract.ts';

const input = z.strictObject({ runId: z.string(), rows: z.int() });
const output = z.strictObject({ twice: z.int() });
const context = { functionName: 'stage', awsRequestId: 'r1' } as Context;

function handlerOf(
  step: (given: z.infer<typeof input>, services: { factor: number }) => Promise<z.infer<typeof output>>,
) {
  const starts: number[] = [];
  const services = () => {
    starts.push(1);
    return { factor: 2 };
  };
  return { handler: stageHandler({ input, output, services, step }), starts };
}

describe('stageHandler', () => {
  beforeAll(() => {
    vi.stubEnv('LOG_LEVEL', 'SILENT');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it('parses the event, runs the step with its services and returns the parsed result', async () => {
    const { handler, starts } = handlerOf(async ({ rows }, { factor }) => ({ twice: rows * factor }));

    expect(await handler({ runId: 'R', rows: 4 }, context)).toEqual({ twice: 8 });
    expect(await handler({ runId: 'R', rows: 5 }, context)).toEqual({ twice: 10 });
    expect(starts).toHaveLength(1);
  });

  it('throws stage.input_invalid, naming the field, before the step runs', async () => {
    let ran = false;
    const { handler } = handlerOf(async () => {
      ran = true;
      return { twice: 0 };
    });

    await expect(handler({ runId: 'R', rows: 'four' } as never, context)).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'stage.input_invalid',
      message: expect.stringMatching(/^\[stage\.input_invalid\] .*[\s\S]*rows/),
    });
    expect(ran).toBe(false);
  });

  it('throws stage.output_invalid when the step breaks its own contract', async () => {
    const { handler } = handlerOf(async () => ({ twice: 0.5 }));

    await expect(handler({ runId: 'R', rows: 1 }, context)).rejects.toMatchObject({
      name: 'IntegrityError',
      code: 'stage.output_invalid',
    });
  });

  it("puts the code of the step's error before its message, and leaves a bug as it is", async () => {
    const bad = handlerOf(async () => {
      throw new InvalidInputError('dataset.empty', 'no rows');
    });
    const bug = handlerOf(async () => {
      throw new TypeError('x is undefined');
    });

    await expect(bad.handler({ runId: 'R', rows: 1 }, context)).rejects.toMatchObject({
      message: '[dataset.empty] no rows',
    });
    await expect(bug.handler({ runId: 'R', rows: 1 }, context)).rejects.toThrow(new TypeError('x is undefined'));
  });

  it('fails by the name of a missing variable, again at every invocation', async () => {
    const services = () => z.object({ REGISTRY_TABLE: z.string() }).parse({});
    const handler = stageHandler({ input, output, services, step: async () => ({ twice: 0 }) });

    await expect(handler({ runId: 'R', rows: 1 }, context)).rejects.toThrow('REGISTRY_TABLE');
    await expect(handler({ runId: 'R', rows: 1 }, context)).rejects.toThrow('REGISTRY_TABLE');
  });
});
