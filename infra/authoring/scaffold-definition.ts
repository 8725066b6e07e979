import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DefinitionNameSchema, InvalidInputError, type ModelCategory } from '@optaic/mlops/base';

const TEMPLATES = join(import.meta.dirname, 'templates');

interface CategoryWords {
  /** Of the definition, in one line, without a full stop. */
  readonly summary: string;
  readonly learns: string;
  readonly publishes: string;
  /** What is said beside the predictor. */
  readonly memory?: 'contiguous';
}

/** What a new definition of a category does, and says of itself. */
export const CATEGORIES: Readonly<Record<ModelCategory, CategoryWords>> = {
  signal: {
    summary: 'Ranks the assets of each date by their expected relative return, by ridge regression',
    learns: 'One row an asset and date; the label is the return of the horizon, less the mean of its date.',
    publishes: '`score`: the expected relative return. `signal`: its rank among the assets of the date, in [-1, 1].',
  },
  signal_combining: {
    summary: 'Combines signals by ridge weights, half way to equal ones',
    learns:
      'Features are signals that were published out of sample, such as `a_predictions.signal` and `b_predictions.signal`; the label is the return of the horizon.',
    publishes: '`score`: the weighted sum. `signal`: its rank among the assets of the date, in [-1, 1].',
  },
  signal_filtering: {
    summary: 'Passes a primary signal on where a classifier believes it, by logistic regression',
    learns:
      'The first feature is the primary signal, in [-1, 1]; the label is the return of the horizon. A row counts as right when the two have one sign.',
    publishes:
      '`score` and `probability`: that the primary signal is right. `signal`: the primary times `size`, in [0, 1]; its sign never turns. `reason`: 0 kept, 1 below the threshold, 2 no primary signal.',
  },
  macro_regime: {
    summary: 'Tells regimes of one series apart by a filtered hidden Markov model',
    learns:
      'One row a date: the universe has one member, and macro series are given to it. The label is not learned from.',
    publishes:
      '`score`: the predictive log-likelihood of the bar. `signal`: from +1, calm, to −1, turbulent. `label`, `days_in_regime`, `probability_0` and on.',
    memory: 'contiguous',
  },
  relevance: {
    summary: 'Says which features matter, by their shares in a ridge regression',
    learns: 'One row an asset and date; the label is the return of the horizon, less the mean of its date.',
    publishes:
      'One row a feature and date. `score` and `signal`: its relevance, in [0, 1], 1 in sum. `effective_samples`: training dates.',
  },
};

export interface ScaffoldRequest {
  readonly name: string;
  readonly category: string;
  /** The folder that gets the definition's. */
  readonly directory: string;
}

/**
 * Writes a working definition of a category: five components, a docs page and tests.
 *
 * @returns The paths written, relative to `directory`.
 * @throws {InvalidInputError} `definition.name_invalid`, `definition.category_unknown`, `definition.folder_exists`; nothing is
 *   written then.
 */
export function scaffoldDefinition({ name, category, directory }: ScaffoldRequest): string[] {
  const known = Object.keys(CATEGORIES).join(', ');
  if (!DefinitionNameSchema.safeParse(name).success) {
    throw new InvalidInputError(
      'definition.name_invalid',
      `"${name}" is no name of a definition; use lower-case words joined by hyphens, such as value-signal-model`,
    );
  }
  if (!isCategory(category)) {
    throw new InvalidInputError('definition.category_unknown', `"${category}" is no category; there are ${known}`);
  }
  const folder = join(directory, name);
  if (existsSync(folder)) {
    throw new InvalidInputError('definition.folder_exists', `${folder} exists; choose another name, or remove it`);
  }
  const { memory, ...words } = CATEGORIES[category];
  const values = {
    ...words,
    name,
    category,
    memory: memory === undefined ? '' : `, memory: '${memory}'`,
  };
  // Of the same name, the category's own file wins.
  const files = new Map([...templatesOf('shared'), ...templatesOf(category)]);
  for (const [path, template] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, filled(template, values));
  }
  return [...files.keys()].map((path) => join(name, path)).sort();
}

function isCategory(value: string): value is ModelCategory {
  return Object.hasOwn(CATEGORIES, value);
}

/** Templates by the path that they are for. */
function templatesOf(folder: string): [path: string, template: string][] {
  const root = join(TEMPLATES, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path).replace(/\.txt$/, ''), readFileSync(path, 'utf8')];
    });
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`a template names {{${name}}}, which no category has`);
    return value;
  });
}
