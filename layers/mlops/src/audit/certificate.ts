import type { CertificateGrade, KnowledgeGrade, PitCertificate } from '@optaic/mlops/registry/records';

const GRADES: Readonly<Record<KnowledgeGrade, CertificateGrade>> = { observed: 'A', derived: 'B', assumed: 'C' };

/** The grade that a certificate carries for the weakest knowledge times upstream. */
export function certificateGrade(knowledgeGrade: KnowledgeGrade): CertificateGrade {
  return GRADES[knowledgeGrade];
}

/** A certificate from its evidence: identical only when every output is. */
export function certify(evidence: Omit<PitCertificate, 'verdict'>): PitCertificate {
  const isIdentical = evidence.digests.every(({ original, poisoned }) => original === poisoned);
  return { ...evidence, verdict: isIdentical ? 'identical' : 'different' };
}
