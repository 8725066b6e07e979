import { ConflictError, NotFoundError, urn } from '@optaic/mlops/base';
import { commitPlanned } from './commit-planned.ts';
import type { createDefinitionTable } from './definition.dynamodb.ts';
import type { Ledger } from './ledger.ts';
import { change } from './ledger-change.ts';
import { everyItem } from './page.ts';
import { readOne, readPage } from './reads.ts';
import { type DefinitionRecord, DefinitionRecordSchema } from './records.ts';
import type { DefinitionRepository } from './registry.ts';

export interface DefinitionTables {
  readonly definitions: ReturnType<typeof createDefinitionTable>;
}

export function createDefinitionRepository(ledger: Ledger, { definitions }: DefinitionTables): DefinitionRepository {
  const findDefinition: DefinitionRepository['findDefinition'] = (name, version) =>
    readOne(definitions.definitionVersion(name, version), DefinitionRecordSchema);

  const getDefinition: DefinitionRepository['getDefinition'] = async (name, version) => {
    const versions: DefinitionRecord[] = [];
    const pages = everyItem((page) =>
      readPage(definitions.versionsOfDefinition(name), DefinitionRecordSchema, 'asc', { ...page, consistent: true }),
    );
    for await (const definition of pages) versions.push(definition);
    if (versions.length === 0) {
      throw new NotFoundError('definition.not_found', `no definition ${name}; deploy it, or list the definitions`);
    }
    const found = version
      ? versions.find((definition) => definition.version === version)
      : versions
          .filter(({ usable }) => usable)
          .sort(bySemanticVersion)
          .at(-1);
    if (found) return found;
    const known = versions
      .map((definition) => `${definition.version}${definition.usable ? '' : ' (unusable)'}`)
      .join(', ');
    throw new NotFoundError(
      'definition.version_not_found',
      `no ${version ? `version ${version}` : 'usable version'} of definition ${name}; registered: ${known}`,
    );
  };

  return {
    findDefinition,
    getDefinition,
    listDefinitions: (page) => readPage(definitions.allDefinitions(), DefinitionRecordSchema, 'asc', page),

    registerDefinition: async (definition, context) => {
      const { name, version, digest, usable, evaluationRunId } = definition;
      const existing = await findDefinition(name, version);
      if (existing && existing.digest === digest) return existing;

      const conflict = {
        code: 'definition.version_exists' as const,
        message: `definition ${name}@${version} is registered with digest ${existing?.digest ?? 'of another bundle'}, not ${digest}; raise its version`,
      };
      await commitPlanned(ledger, context, async () => {
        if (existing) throw new ConflictError(conflict.code, conflict.message);
        return {
          changes: [change(definitions.newDefinition({ ...definition, registeredAt: context.now }), conflict)],
          activities: [
            {
              resource: urn.definition(name, version),
              action: 'definition.registered',
              payload: { name, version, digest, usable, evaluationRunId },
            },
          ],
        };
      });
      return getDefinition(name, version);
    },
  };
}

function bySemanticVersion(left: DefinitionRecord, right: DefinitionRecord): number {
  return left.version.localeCompare(right.version, 'en', { numeric: true });
}
