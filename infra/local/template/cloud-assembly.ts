import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';

const JsonObjectSchema = z.record(z.string(), z.json());

const TemplateSchema = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.json().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), JsonObjectSchema)).default({}),
  Conditions: JsonObjectSchema.default({}),
  Resources: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Properties: JsonObjectSchema.default({}),
        DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({
        Value: z.json(),
        Export: z.object({ Name: z.json() }).optional(),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof TemplateSchema>;

const ManifestSchema = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      dependencies: z.array(z.string()).default([]),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).default({}),
    }),
  ),
});

const AssetsSchema = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
}

/** What `cdk synth` left: the stacks, those others depend on first, and where each asset lies on this disk. */
export interface CloudAssembly {
  readonly directory: string;
  readonly stacks: readonly AssemblyStack[];
  /** Absolute path of a file or folder by the object key it would have in the assets bucket. */
  readonly assetPaths: ReadonlyMap<string, string>;
}

/**
 * @throws {RuntimeError} `template.assembly_missing` or `template.assembly_invalid`.
 */
export function readCloudAssembly(directory: string): CloudAssembly {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new RuntimeError(
      'template.assembly_missing',
      `${directory} holds no cloud assembly (no manifest.json); run cdk synth first`,
    );
  }
  const manifest = readParsed(directory, 'manifest.json', ManifestSchema);
  const stacks: AssemblyStack[] = [];
  const assetPaths = new Map<string, string>();
  const visited = new Set<string>();
  const visit = (id: string): void => {
    const artifact = manifest.artifacts[id];
    if (artifact === undefined || visited.has(id)) return;
    visited.add(id);
    for (const dependency of artifact.dependencies) visit(dependency);
    const { templateFile, stackName } = artifact.properties;
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) return;
    stacks.push({ name: stackName ?? id, template: readParsed(directory, templateFile, TemplateSchema) });
    const assetsFile = templateFile.replace(/\.template\.json$/, '.assets.json');
    if (!existsSync(join(directory, assetsFile))) return;
    for (const file of Object.values(readParsed(directory, assetsFile, AssetsSchema).files)) {
      const { path } = file.source;
      if (path === undefined) continue;
      for (const { objectKey } of Object.values(file.destinations)) assetPaths.set(objectKey, join(directory, path));
    }
  };
  for (const id of Object.keys(manifest.artifacts)) visit(id);
  return { directory, stacks, assetPaths };
}

function readParsed<S extends z.ZodType>(directory: string, file: string, schema: S): z.infer<S> {
  const path = join(directory, file);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new RuntimeError('template.assembly_invalid', `${path} is no part of a cloud assembly; run cdk synth again`, {
      cause: error,
    });
  }
}

/** The file or folder behind an `S3Bucket`/`S3Key` pair of a template. */
export function assetPath(assembly: CloudAssembly, location: JsonObject, owner: string): string {
  const key = location.S3Key ?? location.Key;
  const path = typeof key === 'string' ? assembly.assetPaths.get(key) : undefined;
  if (path === undefined || !existsSync(path)) {
    throw new RuntimeError(
      'template.asset_missing',
      `${owner} refers to the asset ${JSON.stringify(key ?? null)}, which ${assembly.directory} does not hold; run cdk synth again`,
    );
  }
  return path;
}
