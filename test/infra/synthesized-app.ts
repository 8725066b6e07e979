import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { z } from 'zod';
import { type BuildOutput, buildAssets } from '../../infra/build.ts';
import { createApp, readContext } from '../../infra/create-app.ts';

const ResourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Metadata: z.looseObject({ 'aws:cdk:path': z.string().optional() }).default({}),
});
const TemplateSchema = z.looseObject({
  Resources: z.record(z.string(), ResourceSchema),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.json(), Export: z.looseObject({ Name: z.string() }).optional() }))
    .default({}),
});
type Template = z.infer<typeof TemplateSchema>;
export type Json = z.infer<ReturnType<typeof z.json>>;

export const STACKS = ['Storage', 'Backbone', 'Pipelines', 'Edge'] as const;

export interface SynthesizedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Path of constructs, such as `Pipelines/TrainingFit/Function`. */
  readonly path: string;
  readonly properties: Readonly<Record<string, Json>>;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

/** The templates of all four stacks, as data. */
export class SynthesizedApp {
  readonly build: BuildOutput;
  readonly directory: string;
  readonly resources: readonly SynthesizedResource[];
  readonly app: App;
  readonly #exports: ReadonlyMap<string, string>;

  constructor(app: App, build: BuildOutput, directory: string) {
    this.app = app;
    this.build = build;
    this.directory = directory;
    const templates = STACKS.map((stack) => [stack, readTemplate(directory, stack)] as const);
    this.resources = templates.flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([logicalId, resource]) => ({
        stack,
        logicalId,
        type: resource.Type,
        path: (resource.Metadata['aws:cdk:path'] ?? '').replace(/\/Resource$/, ''),
        properties: resource.Properties,
        deletionPolicy: resource.DeletionPolicy,
        updateReplacePolicy: resource.UpdateReplacePolicy,
      })),
    );
    this.#exports = new Map(
      templates.flatMap(([stack, { Outputs }]) =>
        Object.values(Outputs).flatMap(({ Export, Value }) =>
          Export === undefined ? [] : [[Export.Name, this.render(stack, Value)] as const],
        ),
      ),
    );
  }

  ofType(type: string): readonly SynthesizedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The one resource of the type whose construct path begins so. */
  get(type: string, path: string): SynthesizedResource {
    const [only, ...others] = this.ofType(type).filter((resource) => `${resource.path}/`.startsWith(`${path}/`));
    if (only === undefined || others.length > 0) throw new TypeError(`${path} is not exactly one ${type}`);
    return only;
  }

  /**
   * A template expression as text, across stacks: `<Storage/Registry/Table.Arn>/index/gsi1`. Physical ids are unknown, so
   * references are named by the path of the construct they refer to.
   */
  render(stack: string, value: Json): string {
    if (typeof value === 'string') return value;
    const expression = z.record(z.string(), z.json()).parse(value);
    if (typeof expression.Ref === 'string') return `<${this.#pathOf(stack, expression.Ref)}>`;
    const attribute = z.tuple([z.string(), z.string()]).safeParse(expression['Fn::GetAtt']);
    if (attribute.success) return `<${this.#pathOf(stack, attribute.data[0])}.${attribute.data[1]}>`;
    const join = z.tuple([z.string(), z.array(z.json())]).safeParse(expression['Fn::Join']);
    if (join.success) return join.data[1].map((part) => this.render(stack, part)).join(join.data[0]);
    const imported = expression['Fn::ImportValue'];
    const exported = typeof imported === 'string' ? this.#exports.get(imported) : undefined;
    if (exported !== undefined) return exported;
    throw new TypeError(`${stack} has an expression that the tests do not know: ${JSON.stringify(value)}`);
  }

  #pathOf(stack: string, logicalId: string): string {
    if (logicalId.startsWith('AWS::')) return logicalId;
    const resource = this.resources.find((each) => each.stack === stack && each.logicalId === logicalId);
    if (resource === undefined) throw new TypeError(`${stack} has no ${logicalId}`);
    return resource.path;
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Builds and synthesizes the app into a temporary folder. */
export async function synthesizeApp(): Promise<SynthesizedApp> {
  const directory = mkdtempSync(join(tmpdir(), 'optaic-infra-'));
  const build = await buildAssets({ outputDirectory: join(directory, 'build') });
  const app = new App({ context: readContext(), outdir: join(directory, 'cdk.out') });
  createApp(app, build);
  app.synth();
  return new SynthesizedApp(app, build, directory);
}

function readTemplate(directory: string, stack: string): Template {
  const file = join(directory, 'cdk.out', `${stack}.template.json`);
  return TemplateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
