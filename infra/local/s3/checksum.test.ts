import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKSUM_ALGORITHMS, checksumOf, createChecksum } from './checksum.ts';

describe('checksumOf', () => {
  // The check values of the catalogue of parametrised CRC algorithms: each of the ASCII digits 123456789.
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ] as const)('gives the check value of %s', (algorithm, expected) => {
    expect(checksumOf(algorithm, Buffer.from('123456789')).toString('hex')).toBe(expected);
  });

  it('does not depend on how the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(300),
        fc.constantFrom(...CHECKSUM_ALGORITHMS),
        (bytes, cut, algorithm) => {
          const inTwo = createChecksum(algorithm);
          inTwo.update(bytes.subarray(0, cut));
          inTwo.update(bytes.subarray(cut));

          expect(inTwo.digest()).toEqual(checksumOf(algorithm, bytes));
        },
      ),
    );
  });
});
