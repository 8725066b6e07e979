export type { ColumnRoles, KeyRole } from './column-roles.ts';
export type { EventRhythm } from './event-rhythm.ts';
export type { InspectionFinding } from './finding.ts';
export * from './inspect-file.ts';
export type { KnowledgeJudgement } from './judge-knowledge.ts';
export type { ColumnProfile } from './profile-columns.ts';
