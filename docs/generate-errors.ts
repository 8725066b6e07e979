import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { thrownCodes } from '../test/integration/error-codes.ts';

/** Writes docs/errors.md from the sources: `node docs/generate-errors.ts`. */

const ROOT = resolve(import.meta.dirname, '..');
const NEXT_STEP: Readonly<Record<string, string>> = {
  InvalidInputError: 'correct the input that the message names; never retried',
  NotFoundError: 'name something that exists, or that was known by then; never retried',
  ForbiddenError: 'ask someone with the role that the message names',
  ConflictError: 'read the current state and decide again; state machines retry it',
  IntegrityError: 'stop and look: a digest, a chain or a contract is broken; alarmed',
  UnavailableError: 'wait; state machines retry it',
  RuntimeError: 'the embedded runtime says what to do',
  ApiError: 'the command line says what to do',
};

const cell = (text: string) =>
  text
    .replaceAll(/\$\{([^}]*)\}/g, '…')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ');
const rows = thrownCodes(ROOT).map(
  ({ code, errorName, message }) =>
    `| \`${code}\` | ${errorName} | ${cell(message) || 'worded where it is found'} | ${NEXT_STEP[errorName] ?? 'see the message'} |`,
);
const page = `# Errors

Every error thrown on purpose has a stable code. The API answers it as an RFC 9457 problem with that code; a failed run records it
with the error's name and message. Made by \`node docs/generate-errors.ts\` from the sources; a test holds the two equal. An
uploaded file is judged by the \`dataset.*\` rules of \`layers/mlops/src/data/validate-dataset.ts\` too, whose report lists each
issue's code with its first ten rows; guardrails (\`signal.*\`, \`model.*\`, \`dataset.*\`) are verdicts in a report, not errors.

| code | error | what it says | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
writeFileSync(join(ROOT, 'docs/errors.md'), page);
