import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { namedCodes, thrownCodes } from '../test/integration/error-codes.ts';

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

/** What the codes mean that are worded where they are found: an upload's issues, guardrails, lost conditions, the API. */
const MEANING: Readonly<Record<string, string>> = {
  'alert.already_open': 'the rule has an open alert; it is held, not opened again',
  'alert.changed': 'someone else changed the alert meanwhile; read it again',
  'api.token_refused': 'the token is missing, expired or not for this system; get another',
  'api.unexpected_answer': 'the address does not answer as the API does; check OPTAIC_URL',
  'api.unreachable': 'nobody answers at the address; start the system with npm start',
  'dataset.backfill': 'guardrail: rows or versions of an input rewrite history; warns in every space',
  'dataset.column_missing': 'the file lacks a column of the schema; add it',
  'dataset.column_repeated': 'the file has a column twice; keep one',
  'dataset.column_unknown': 'the file has a column that the schema has not; remove it or make another dataset',
  'dataset.coverage': 'guardrail: too few members of the universe have a row on a day, or it has no member',
  'dataset.duplicate_key':
    'rows share entity, event_time and knowledge_time, in the file or with the dataset; keep one',
  'dataset.exists': 'the name is taken; choose another',
  'dataset.file_empty': 'the file has no rows',
  'dataset.file_unreadable': 'the file cannot be read in the format that was named',
  'dataset.freshness': 'guardrail: an input is stale, in error or has no version yet',
  'dataset.key_missing': 'rows lack entity, event_time or knowledge_time',
  'dataset.knowledge_after_write': 'rows claim a knowledge_time after the knowledge date of the write; correct either',
  'dataset.knowledge_before_event':
    'rows were known before they happened; correct them, or declare the dataset scheduled',
  'dataset.event_beyond_calendar':
    "the dataset's knowledge times are derived on a calendar that does not know these events; give their knowledge times in the file",
  'dataset.mixed_time_zones':
    'some times of a column have an offset and others none; write it in all of them (Z is UTC) or in none',
  'dataset.name_invalid':
    'the name of a dataset to create is none, perhaps a path; a letter, then letters, digits, _ or -',
  'dataset.not_finite': 'rows hold NaN or infinity; leave the value out where the column allows nulls',
  'dataset.pit': 'guardrail: something lies after the as-of time of the run; always blocks',
  'dataset.quality': 'guardrail: values are missing too often, out of range, infinite or all the same, or keys repeat',
  'dataset.refused': 'the upload was refused; its report lists the issues',
  'dataset.rows_before_high_water':
    'rows were known before the newest known ones, which rewrites history; use a backfill if it must be',
  'dataset.schema': 'guardrail: a column that is needed is missing; always blocks',
  'dataset.text_with_nul': 'texts hold a NUL character; remove it',
  'dataset.time_too_precise': 'times are finer than a millisecond; round them',
  'dataset.too_many_columns': 'the file has more than 2,000 columns; divide it over several datasets',
  'dataset.value_missing': 'rows lack a value that may not be null',
  'dataset.version_conflict': 'another version was committed meanwhile; read the latest and try again',
  'dataset.wrong_type': 'values are not of the type of their column',
  'definition.component_missing': 'a definition lacks one of its five components; add it and deploy again',
  'definition.tests_failed': 'a test of the definition failed in the registrar; the record names it',
  'frame.label_unknown': 'the label dataset has no such number column; correct targetColumn',
  'guardrails.blocked': 'GuardrailsBlocked: the report lists each issue with rows, value and limit',
  'inspect.column_empty': 'inspected file: a column has no value; leave it out, unless later files fill it',
  'inspect.column_name': 'inspected file: a column has a name that no schema takes; rename it',
  'inspect.date_ambiguous': 'inspected file: day and month cannot be told apart; write dates as 2019-12-31',
  'inspect.date_shape': 'inspected file: dates are in a shape that an upload does not read; write them as 2019-12-31',
  'inspect.delimiter': 'inspected file: something other than a comma parts the columns',
  'inspect.entity_missing':
    'inspected file: rows share their times and nothing says what they are about; add an entity',
  'inspect.entity_not_permanent':
    'inspected file: the entity is a name that changes hands, such as a ticker; prefer a permanent id',
  'inspect.event_time_missing': 'inspected file: no column says what time a row is about; add one',
  'inspect.key_repeated': 'inspected file: rows have the same key; keep one of each, or say when each was known',
  'inspect.knowledge_time_missing':
    'inspected file: no column says when rows could be known; get the times, or state a rule',
  'inspect.missing_word': 'inspected file: words such as NA stand for missing values; leave them empty',
  'inspect.stored_type': 'inspected file: a Parquet column is stored in another type than an upload takes; cast it',
  'inspect.value_unreadable': 'inspected file: some values are not of the type of their column',
  'inspect.wide_table': 'inspected file: there is a column for each instrument; make a row of each (entity, time)',
  'internal.unexpected': 'a bug: report it with the id of the request',
  'learner.feature_infinite': 'a feature is infinite; missing values are NaN',
  'learner.label_not_binary': 'labels are other than 0 and 1; a logistic model knows two classes',
  'learner.label_not_finite': 'a label is NaN or infinite; leave the row out',
  'learner.label_out_of_range': 'labels mean nothing to the objective or metric; the message says what it takes',
  'leak.state_variance':
    'guardrail: a stretch predicted in several runs that hand their state on says other than in one go; keep in the state all that is needed; always blocks',
  'leak.prefix_variance':
    'guardrail: outputs up to a date move when later rows are there; compute each date from that date and earlier ones; always blocks',
  'leak.scaler_window':
    'guardrail: the fitted model moves with validation rows it may only watch; fit on training rows only; always blocks',
  'leak.shuffled_future': 'guardrail: outputs up to a date move when later rows are spoiled; always blocks',
  'ledger.unexpected_condition': 'a bug: a write without a condition failed one',
  'leak.check_incomplete':
    'guardrail: a check of the leak gate did not run to its end, so it did not pass; always blocks',
  'leak.label_overlap':
    'guardrail: labels of training rows reach into the validation, or begin at or before their decision; always blocks',
  'leak.pit_audit_failed':
    'guardrail: with everything not known then made garbage, the run gives other bits; find the stage or definition that looks ahead',
  'model.leak':
    'guardrail: a mean IC, of the model or of one feature, is too good to be true; look for lookahead in the features',
  'model.leak_suspect':
    'the validation IC is too good to be true, and an official space refuses it; look for lookahead in the features',
  'regime.probabilities':
    'guardrail: the probabilities of regimes are not one in sum, or the label is not the likeliest',
  'relevance.scores': 'guardrail: the scores of features are outside [0, 1], not one in sum, or not one a feature',
  'model.onnx_input_ambiguous':
    'the ONNX file does not show which input takes the features; name it, or give it one input',
  'model.onnx_input_invalid': 'an input of the ONNX file takes no rows of numbers; export it with (rows, features)',
  'model.onnx_output_ambiguous':
    'the ONNX file does not show which number is the score; name the output, and its column',
  'model.onnx_run_failed': 'ONNX Runtime loads the model and does not run it; the message has its words',
  'model.promotion':
    'guardrail: a promotion rule of the instance is not met, or its metric is not there; always blocks',
  'promotion.metric_missing':
    'a promotion rule names a metric that the version does not have; back-test it, or correct the rule',
  'promotion.rule_unmet':
    'a metric misses the promotion rule of the instance; train a better model, or change the rule',
  'trial.changed': 'another back-test recorded the trial meanwhile; the stage tries again',
  'model.parity': 'guardrail: the ONNX model scores unlike the native form',
  'model.performance': 'guardrail: a metric misses its minimum',
  'model_instance.changed': 'someone else changed the instance meanwhile; read it again',
  'model_instance.exists': 'the id is taken; choose another',
  'model_instance.suspended': 'the instance takes no runs; resume it',
  'model_version.changed': 'someone else moved the version meanwhile; read it again',
  'model_version.number_taken': 'another run registered the same number; the stage tries again',
  'request.body_invalid': 'the body breaks its schema; the message names the field',
  'run.changed': 'the run moved on meanwhile; read it again',
  'run.exists': 'the run was requested already',
  'run.not_running': 'the run has ended; what its stage made late is not committed',
  'score.distribution': 'guardrail: the scores of a date are constant or not finite',
  'signal.bounds': 'guardrail: signals lie outside their bounds',
  'signal.coverage': 'guardrail: too few members of the universe have a signal',
  'signal.schema': 'guardrail: rows, keys or values of the signal are missing or repeated; always blocks',
  'upload.file_name_invalid':
    'the name of a file to upload has a folder or other characters in it; letters, digits, dots, _ or -',
};

const cell = (text: string) =>
  text
    .replaceAll(/\$\{([^}]*)\}/g, '…')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ');
/** A template within a template ends the match early: half a sentence says less than none. */
const isCutShort = (message: string) => message === '' || message.includes('=>') || /\$\{[^}]*$/.test(message);
const rows = thrownCodes(ROOT).map(
  ({ code, errorName, message }) =>
    `| \`${code}\` | ${errorName} | ${isCutShort(message) ? 'worded where it is found' : cell(message)} | ${NEXT_STEP[errorName] ?? 'see the message'} |`,
);
const named = namedCodes(ROOT).map((code) => {
  const meaning = MEANING[code];
  if (meaning === undefined) throw new Error(`docs/generate-errors.ts says nothing of ${code}: add it to MEANING`);
  return `| \`${code}\` | ${meaning} |`;
});
const page = `# Errors

Every error thrown on purpose has a stable code. The API answers it as an RFC 9457 problem with that code; a failed run records it
with the error's name and message. Made by \`node docs/generate-errors.ts\` from the sources; a test holds the two equal. The
second table has the codes that are worded where they are found: issues of an uploaded file, guardrails, lost races, the API's own.

## Thrown

| code | error | what it says | what to do |
|---|---|---|---|
${rows.join('\n')}

## Worded where they are found

| code | what it means and what to do |
|---|---|
${named.join('\n')}
`;
writeFileSync(join(ROOT, 'docs/errors.md'), page);
