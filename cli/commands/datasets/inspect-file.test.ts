import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CreateDatasetSchema } from '@optaic/mlops/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = resolve(import.meta.dirname, '../../optaic.mjs');
const run = promisify(execFile);

describe('optaic datasets inspect', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'inspect-test-'));
    await writeFile(
      join(directory, 'Cpi vintages.csv'),
      'date,vintage,cpi\n2020-01-01,2020-02-13,257.97\n2020-02-01,2020-03-11,258.68\n2020-01-01,2020-03-11,257.99\n',
    );
    await writeFile(join(directory, 'bad.csv'), 'date;cpi\n2020-01-01;1\n');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** In a folder without a system, and without the address of one. */
  const optaic = (...args: string[]) =>
    run(process.execPath, [CLI, 'datasets', 'inspect', ...args], {
      cwd: directory,
      env: { PATH: process.env.PATH },
    });

  it('works without a system and writes what the dataset is created with', async () => {
    const { stdout } = await optaic('Cpi vintages.csv', '--schema-out', 'cpi.json');

    expect(stdout).toMatch(/vintage +knowledge_time +name +timestamp +0%/);
    expect(stdout).toContain('grade A (observed)');
    expect(stdout).toContain(
      "next: optaic datasets create cpi.json; optaic datasets upload cpi_vintages 'Cpi vintages.csv'",
    );
    const created = CreateDatasetSchema.parse(JSON.parse(await readFile(join(directory, 'cpi.json'), 'utf8')));
    expect([created.name, created.schema.knowledgeGrade]).toEqual(['cpi_vintages', 'observed']);
  }, 60_000);

  it('prints all it found as JSON', async () => {
    const { stdout } = await optaic('--json', 'Cpi vintages.csv');

    expect(JSON.parse(stdout)).toMatchObject({
      file: 'Cpi vintages.csv',
      rows: 3,
      key: { columns: ['date', 'vintage'], revisions: 1 },
      knowledge: { grade: 'A' },
      dataset: { name: 'cpi_vintages' },
    });
  }, 60_000);

  it('writes no schema for a file that has none yet, and says what to do', async () => {
    const { stdout } = await optaic('bad.csv');
    const refused = optaic('bad.csv', '--schema-out', 'bad.json');

    expect(stdout).toContain('→ write the file with commas between its columns');
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringContaining('bad.json is not written') });
    expect(existsSync(join(directory, 'bad.json'))).toBe(false);
  }, 60_000);

  it('says why a file cannot be read', async () => {
    await expect(optaic('nowhere.csv')).rejects.toMatchObject({ stderr: expect.stringContaining('cannot be read') });
  }, 60_000);
});
