import type { SignatureProblem } from '../signature-v4.ts';
import { accessDenied, S3Error } from './s3-error.ts';

/** The answer of S3 to a signature that does not hold. */
export function signatureDenial({ problem, message }: { problem: SignatureProblem; message: string }): S3Error {
  switch (problem) {
    case 'unknown_key':
      return new S3Error(403, 'InvalidAccessKeyId', message);
    case 'mismatch':
      return new S3Error(403, 'SignatureDoesNotMatch', message);
    case 'skewed':
      return new S3Error(403, 'RequestTimeTooSkewed', message);
    default:
      return accessDenied(message);
  }
}
