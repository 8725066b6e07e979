import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { newCertificate } from '../test/support/registry-fixtures.ts';
import { formatCertificate } from './format-certificate.ts';

const trained = runIdFrom('trained');
const audit = runIdFrom('audit');

describe('formatCertificate', () => {
  it('says what was poisoned, how well its knowledge times are known, and that the outputs are the same', () => {
    const text = formatCertificate(newCertificate(trained, trained));

    expect(text).toContain(`training run ${trained} as of 2019-12-31T23:59:59.999Z`);
    expect(text).toContain('by the run itself, before it registered its version');
    expect(text).toContain('grade C: knowledge times assumed');
    expect(text).toMatch(/features@1 +90 +2 +3 +2 +3 +50 +90/);
    expect(text).toMatch(/frame +a{16} +a{16} +same bits/);
    expect(text).toContain('verdict: identical.');
  });

  it('marks the outputs that differ', () => {
    const text = formatCertificate(newCertificate(trained, audit, 'b'.repeat(64)));

    expect(text).toContain(`audited by run ${audit}`);
    expect(text).toMatch(/frame +a{16} +b{16} +DIFFERENT/);
    expect(text).toContain('verdict: different.');
  });
});
