import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Annotations, type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { BuildOutput } from './build.ts';
import { BackboneStack } from './stacks/backbone-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { PipelinesStack } from './stacks/pipelines-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';

export interface MlopsApp {
  readonly app: App;
  readonly storage: StorageStack;
  readonly backbone: BackboneStack;
  readonly pipelines: PipelinesStack;
  readonly edge: EdgeStack;
}

/** The four stacks over what was built, checked by cdk-nag when the app is synthesized. */
export function createApp(app: App, build: BuildOutput): MlopsApp {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const storage = new StorageStack(app, 'Storage');
  const backbone = new BackboneStack(app, 'Backbone');
  const pipelines = new PipelinesStack(app, 'Pipelines', { build, storage, backbone });
  const edge = new EdgeStack(app, 'Edge', { build, storage });
  const [missingFile] = build.missingNativeFiles;
  if (missingFile !== undefined) {
    Annotations.of(pipelines).addError(
      `node_modules/${missingFile} is not installed, so the native layers for ${build.architecture} would not load; before deploying, run "npm run layers:build -- ${build.architecture}"`,
    );
  }
  return { app, storage, backbone, pipelines, edge };
}

/** What the CDK's command line adds; a key in `cdk.json` by these names would be refused. */
const COMMAND_LINE_CONTEXT = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

/** The flags of `cdk.json`, so that the app is the same whether or not the CDK's command line starts it. */
export function readContext(): Record<string, unknown> {
  const { context }: { context: Record<string, unknown> } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '..', 'cdk.json'), 'utf8'),
  );
  return { ...context, ...COMMAND_LINE_CONTEXT };
}
