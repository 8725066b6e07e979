import { InstantSchema } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { PitCertificateSchema } from '@optaic/mlops/registry/records';
import { describe, expect, it } from 'vitest';
import { validatePitCertificate } from './pit-certificate.ts';

const certificate = PitCertificateSchema.parse({
  runId: '01J00000000000000000000000',
  auditRunId: '01J00000000000000000000000',
  kind: 'training',
  asOf: '2020-01-31T23:59:59.999Z',
  grade: 'C',
  seed: 7,
  datasets: [
    {
      name: 'prices',
      version: 1,
      rowsKnown: 100,
      notANumber: 1,
      positiveHuge: 2,
      negativeHuge: 3,
      shuffled: 4,
      futureRows: 5,
      restatedRows: 6,
    },
  ],
  digests: [
    { output: 'frame', original: sha256Hex('a'), poisoned: sha256Hex('a') },
    { output: 'onnx', original: sha256Hex('b'), poisoned: sha256Hex('b') },
  ],
  verdict: 'identical',
  auditedAt: InstantSchema.parse('2020-02-01T00:00:00.000Z'),
});

describe('validatePitCertificate', () => {
  it('finds nothing where every output is the same', () => {
    expect(validatePitCertificate(certificate)).toEqual([]);
  });

  it('names each output that poison changed, and how many rows were poisoned', () => {
    const [frame] = certificate.digests;
    const changed = { output: 'onnx' as const, original: sha256Hex('b'), poisoned: sha256Hex('c') };
    const digests = [frame, changed].filter((digest) => digest !== undefined);

    expect(validatePitCertificate({ ...certificate, digests })).toEqual([
      expect.objectContaining({
        contract: 'dataset.pit',
        code: 'leak.pit_audit_failed',
        message: expect.stringMatching(/^with 21 rows not known at 2020-01-31.* bits of its onnx: /),
        examples: [`onnx: ${sha256Hex('b')}, poisoned ${sha256Hex('c')}`],
      }),
    ]);
  });
});
