import type { ColumnRoles } from './column-roles.ts';
import type { InspectionFinding } from './finding.ts';
import type { KnowledgeJudgement } from './judge-knowledge.ts';

/** The name of the column that is added where a file has no knowledge time. */
export const ADDED_KNOWLEDGE_TIME = 'knowledge_time';

/** What is to be said of the key that was found. */
export function roleFindings(
  roles: ColumnRoles,
  key: { readonly duplicates: number; readonly revisions: number },
  knowledge: KnowledgeJudgement | undefined,
): InspectionFinding[] {
  if (knowledge === undefined) {
    return [
      {
        code: 'inspect.event_time_missing',
        refuses: true,
        message: 'no column holds the time that a row is about',
        next: 'add one, such as date, written as 2019-12-31',
      },
    ];
  }
  return [
    ...(roles.knowledge_time === undefined ? [knowledgeMissing(knowledge)] : []),
    ...(key.duplicates > 0 ? [repeated(roles, key.duplicates)] : []),
  ];
}

function knowledgeMissing({ derivation, rule }: KnowledgeJudgement): InspectionFinding {
  return {
    code: 'inspect.knowledge_time_missing',
    refuses: derivation === undefined,
    message: 'no column says when a row could first be known, so a back-test could see it too early',
    next:
      derivation === undefined
        ? `get the times of publication (grade A); or add a column ${ADDED_KNOWLEDGE_TIME} by a rule that is late enough (${rule}), which is grade C and refused by official spaces`
        : `get the times of arrival (grade A), or let the rule derive them (${rule}), which is grade B`,
  };
}

function repeated(roles: ColumnRoles, duplicates: number): InspectionFinding {
  if (roles.entity === undefined) {
    return {
      code: 'inspect.entity_missing',
      refuses: true,
      message: `${duplicates} rows share their times with another, and no column says what they are about`,
      next: 'add a column with a permanent id of the company, instrument or country, such as entity',
    };
  }
  return {
    code: 'inspect.key_repeated',
    refuses: true,
    message: `${duplicates} rows have the key of an earlier row`,
    next:
      roles.knowledge_time === undefined
        ? 'they may be revisions: say when each was known in a column of its own, or keep one'
        : 'keep one of each; a revision needs a later knowledge time',
  };
}
