import './node-version.mjs';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildAssets } from './build.ts';
import { createApp, readContext } from './create-app.ts';
import type { LambdaArchitecture } from './native-layers.ts';

// The CDK's command line says where to write; `node infra/app.ts` alone writes to the same place.
const outdir = process.env.CDK_OUTDIR ?? resolve(import.meta.dirname, '..', 'cdk.out');
const app = new App({ context: readContext(), outdir });
createApp(app, await buildAssets({ architecture: architectureOf(app.node.tryGetContext('arch')) }));
app.synth();

function architectureOf(context: unknown): LambdaArchitecture {
  if (context === undefined) return 'x86_64';
  if (context === 'x86_64' || context === 'arm64') return context;
  throw new Error(`-c arch=${String(context)} is no architecture of Lambda; use x86_64 or arm64`);
}
