import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ApiError, type CreateDataset } from '@optaic/mlops/api';
import { type DatasetName, DatasetNameSchema, Sha256Schema } from '@optaic/mlops/base';
import { openDuckDb } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import { IngestReportSchema } from '@optaic/mlops/pipeline/ingest-report';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActivityLog } from './support/activity-log.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { putBytes } from './support/put-bytes.ts';

const NAME: DatasetName = DatasetNameSchema.parse('prices');
const HEADER = 'entity,event_time,knowledge_time,close';
const GOOD = 'A,2020-01-02,2020-01-02T21:00:00Z,1';
type Schema = CreateDataset['schema'];
const schema: Schema = {
  knowledgeGrade: 'observed',
  columns: [
    { name: 'entity', role: 'entity', type: 'string' },
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
    { name: 'close', role: 'value', type: 'double' },
  ],
};
const csv = (...rows: string[]) => [HEADER, GOOD, ...rows, ''].join('\n');
const wide = Array.from({ length: 10_000 }, (_, index) => `column_${index}`);

/** What is uploaded, the code that refuses it, and the first row that is named; NaN for what is no matter of rows. */
const BAD_FILES: readonly (readonly [what: string, text: string, code: string, row: number])[] = [
  ['a wrong type', csv('A,2020-01-03,2020-01-03T21:00:00Z,abc'), 'dataset.wrong_type', 2],
  ['a date that does not exist', csv('A,2021-02-30,2021-03-02T21:00:00Z,1'), 'dataset.wrong_type', 2],
  ['mixed time zones', csv('A,2020-01-03,2020-01-03T21:00:00,1'), 'dataset.mixed_time_zones', 2],
  ['a key that is missing', csv(',2020-01-03,2020-01-03T21:00:00Z,1'), 'dataset.key_missing', 2],
  ['a key twice', csv(GOOD), 'dataset.duplicate_key', 2],
  ['knowledge before the event', csv('A,2020-01-04,2020-01-03T21:00:00Z,1'), 'dataset.knowledge_before_event', 2],
  ['knowledge in the future', csv('A,2020-01-03,2999-01-03T21:00:00Z,1'), 'dataset.knowledge_after_write', 2],
  ['a number that is not finite', csv('A,2020-01-03,2020-01-03T21:00:00Z,inf'), 'dataset.not_finite', 2],
  ['a broken quote', csv('"A"B,2020-01-03,2020-01-03T21:00:00Z,1'), 'dataset.file_unreadable', 2],
  [
    'a column less',
    'entity,event_time,knowledge_time\nA,2020-01-02,2020-01-02\n',
    'dataset.column_missing',
    Number.NaN,
  ],
  ['a column with a path', `${HEADER},../../etc\n${GOOD},1\n`, 'dataset.column_unknown', Number.NaN],
  ['10,000 columns', `${wide.join(',')}\n${wide.map(() => '1').join(',')}\n`, 'dataset.too_many_columns', Number.NaN],
  ['a header alone', `${HEADER}\n`, 'dataset.file_empty', Number.NaN],
];

describe('bad uploads', () => {
  let app: EmbeddedApp;
  let s3: S3Client;

  beforeAll(async () => {
    app = await openEmbeddedApp();
    s3 = new S3Client({ ...app.runtime.aws, forcePathStyle: true });
    await app.as('researcher').call('createDataset', { body: { name: NAME, schema } });
  }, 120_000);

  afterAll(async () => {
    s3.destroy();
    await app[Symbol.asyncDispose]();
  }, 60_000);

  async function refusal(request: Promise<unknown>): Promise<{ status: number; code: string; message: string }> {
    const error = await request.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ApiError)) throw new Error(`expected the API to refuse, got ${String(error)}`);
    return { status: error.status, code: error.code, message: error.message };
  }

  /** Uploads a body, commits it and returns the run as it was requested. */
  async function commit(fileName: string, body: Uint8Array, format: 'csv' | 'parquet' | 'ndjson' = 'csv') {
    const file = { sha256: sha256Hex(body), bytes: body.length, format };
    const parameters = { name: NAME };
    const upload = await app.as('researcher').call('createUpload', { parameters, body: { ...file, fileName } });
    expect(await putBytes(upload, body)).toBe(200);
    const uploads = [{ key: upload.key, ...file }];
    return app.as('researcher').call('commitDatasetVersion', { parameters, body: { uploads } });
  }

  const runOf = ({ id }: RunRecord) => app.as('viewer').call('getRun', { parameters: { run: id } });

  async function reportOf({ id }: RunRecord) {
    const Bucket = app.runtime.nameOf('AWS::S3::Bucket', 'ArtifactsBucket');
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `runs/${id}/validate/report.json` }));
    const report = IngestReportSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
    return report.accepted ? expect.fail('the report accepts the rows') : report.issues;
  }

  async function storedKeys(): Promise<string[]> {
    const Bucket = app.runtime.nameOf('AWS::S3::Bucket', 'DataBucket');
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'datasets/' }));
    return Contents.map(({ Key }) => Key ?? '');
  }

  it('are refused each with its code and its rows, and leave nothing', async () => {
    const before = await readActivityLog(app.as('viewer'));
    const requested: RunRecord[] = [];
    for (const [, text] of BAD_FILES) requested.push(await commit('bad.csv', Buffer.from(text)));
    await app.runtime.idle();

    for (const [index, [what, , code, row]] of BAD_FILES.entries()) {
      const run = await runOf(requested[index] ?? expect.fail(what));
      expect(run, what).toMatchObject({ status: 'failed', error: { name: 'InvalidInputError', code } });
      const [issue] = await reportOf(run);
      expect(issue?.code, what).toBe(code);
      expect(issue?.rows[0]?.row ?? Number.NaN, what).toBe(row);
    }
    expect(await app.as('viewer').call('getDataset', { parameters: { name: NAME } })).toMatchObject({
      latestVersion: 0,
    });
    expect(await storedKeys()).toEqual([]);
    const after = await readActivityLog(app.as('viewer'));
    expect(after.brokenChains).toEqual([]);
    expect(after.counts['ingest.failed']).toBe((before.counts['ingest.failed'] ?? 0) + BAD_FILES.length);
    expect(after.counts['dataset.version_committed']).toBeUndefined();
  }, 300_000);

  it('refuses a Parquet file that was cut short', async () => {
    const directory = join(app.directory, 'parquet');
    const db = await openDuckDb({ directory });
    const path = join(directory, 'whole.parquet');
    await db.run(`COPY (SELECT 'A' || i AS entity, DATE '2020-01-02' AS event_time, DATE '2020-01-03' AS knowledge_time,
      i::DOUBLE AS close FROM range(1000) t(i)) TO '${path}' (FORMAT parquet)`);
    db.close();
    const whole = await readFile(path);

    const requested = await commit('cut.parquet', whole.subarray(0, whole.length - 100), 'parquet');
    await app.runtime.idle();

    expect(await runOf(requested)).toMatchObject({ status: 'failed', error: { code: 'dataset.file_unreadable' } });
    expect(await storedKeys()).toEqual([]);
  }, 120_000);

  it('refuses other bytes than were announced, before anything is stored', async () => {
    const announced = Buffer.from(csv());
    const upload = await app.as('researcher').call('createUpload', {
      parameters: { name: NAME },
      body: { sha256: sha256Hex(announced), bytes: announced.length, format: 'csv', fileName: 'good.csv' },
    });

    const other = Buffer.from(csv().replace(',1\n', ',2\n'));
    expect(await putBytes(upload, other)).toBeGreaterThanOrEqual(400);
  });

  it.each(['../up.csv', 'a/b.csv', 'a\\b.csv', '..', 'a\0b.csv', ''])(
    'refuses the file name %j at the door',
    async (fileName) => {
      const body = { fileName, bytes: 1, sha256: Sha256Schema.parse('0'.repeat(64)), format: 'csv' as const };
      const answer = await refusal(app.as('researcher').call('createUpload', { parameters: { name: NAME }, body }));

      expect(answer).toMatchObject({ status: 422, code: 'upload.file_name_invalid' });
      expect(answer.message).toContain('fileName');
    },
  );

  it('refuses an empty file at the door', async () => {
    const body = { fileName: 'empty.csv', bytes: 0, sha256: sha256Hex(new Uint8Array()), format: 'csv' as const };

    expect(
      await refusal(app.as('researcher').call('createUpload', { parameters: { name: NAME }, body })),
    ).toMatchObject({ status: 422, code: 'request.body_invalid' });
  });

  it.each(['../../etc', 'a/b', 'a\\b', '..', 'a\0b'])('refuses the dataset name %j', async (name) => {
    const response = await fetch(`${app.runtime.url}/v1/datasets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.runtime.tokens.researcher}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, schema }),
    });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'dataset.name_invalid' });
  });

  const [entity, eventTime, knowledgeTime, close] = schema.columns;
  const value = (name: string) => ({ name, role: 'value', type: 'double' }) as const;

  it.each([
    ['no event time', [entity, knowledgeTime, close], 'dataset.schema_malformed'],
    ['two entities', [...schema.columns, { ...entity, name: 'other' }], 'dataset.schema_malformed'],
    ['a column twice', [...schema.columns, close], 'dataset.schema_malformed'],
    [
      'an event time that is text',
      [entity, { ...eventTime, type: 'string' }, knowledgeTime],
      'dataset.schema_malformed',
    ],
    ['a column with a path', [...schema.columns, value('../close')], 'request.body_invalid'],
    ['10,000 columns', [...schema.columns, ...wide.map(value)], 'request.body_invalid'],
  ])('refuses a schema with %s', async (what, columns, code) => {
    const response = await fetch(`${app.runtime.url}/v1/datasets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.runtime.tokens.researcher}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'malformed', schema: { ...schema, columns } }),
    });

    const problem = await response.text();
    expect(response.status).toBeLessThan(500);
    expect(JSON.parse(problem)).toMatchObject({ code });
    if (what === '10,000 columns') expect(problem).toMatch(/2,?000/);
    expect((await app.as('viewer').call('listDatasets')).items.map(({ name }) => name)).toEqual([NAME]);
  });

  it('takes a CSV with a byte order mark, quotes and CRLF', async () => {
    const text = `\uFEFF"entity",event_time,knowledge_time,close\r\n"A, ""B""",2020-01-02,2020-01-02T21:00:00Z,"1.5"\r\n`;
    const requested = await commit('quoted.csv', Buffer.from(text));
    await app.runtime.idle();

    expect(await runOf(requested)).toMatchObject({ status: 'completed', result: { version: 1, rows: 1 } });
    const page = await app.as('viewer').call('readRows', { parameters: { name: NAME } });
    expect('items' in page ? page.items : []).toMatchObject([{ entity: 'A, "B"', close: 1.5 }]);
  }, 120_000);
});
