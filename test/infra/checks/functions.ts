import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { constructId, FUNCTIONS, type FunctionName } from '../../../infra/functions.ts';
import { NATIVE_LAYERS, nativePackageOf } from '../../../infra/native-layers.ts';
import type { SynthesizedApp } from '../synthesized-app.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const NAMES = Object.keys(FUNCTIONS).filter((name): name is FunctionName => Object.hasOwn(FUNCTIONS, name));
/** Read by Powertools, not by us. */
const POWERTOOLS_VARIABLES = ['LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];
/** Of function and layers, unzipped. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const UNZIPPED_LIMIT_BYTES = 250 * 1_024 * 1_024;
const EnvModuleSchema = z.object({ EnvSchema: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject) });

export function describeFunctions(app: () => SynthesizedApp): void {
  const functionOf = (name: FunctionName) => {
    const stack = name.startsWith('api-') || name === 'site-publish' ? 'Edge' : 'Pipelines';
    return app().get('AWS::Lambda::Function', `${stack}/${constructId(name)}`);
  };
  const variablesOf = (name: FunctionName): Readonly<Record<string, unknown>> =>
    z.object({ Variables: z.record(z.string(), z.json()) }).parse(functionOf(name).properties.Environment).Variables;

  describe('every function', () => {
    it('is one of ours: none comes with CDK, and no custom resource asks for one', () => {
      const functions = app().ofType('AWS::Lambda::Function');
      const custom = app().resources.filter(
        ({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource',
      );

      expect(functions.map(({ path }) => path).sort()).toEqual(NAMES.map((name) => functionOf(name).path).sort());
      expect(new Set(custom.map(({ type }) => type))).toEqual(
        new Set(['Custom::DefinitionRegistration', 'Custom::SiteFiles']),
      );
      expect(custom.map(({ stack, properties }) => app().render(stack, properties.ServiceToken ?? ''))).toEqual(
        custom.map(({ type }) =>
          type === 'Custom::SiteFiles'
            ? '<Edge/SitePublish/Function.Arn>'
            : '<Pipelines/DefinitionRegister/Function.Arn>',
        ),
      );
    });

    it.each(NAMES)('%s has the size and runtime its row says', (name) => {
      const { memorySizeMiB, timeoutSeconds } = FUNCTIONS[name];

      expect(functionOf(name).properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Architectures: ['x86_64'],
        MemorySize: memorySizeMiB,
        Timeout: timeoutSeconds,
        TracingConfig: { Mode: 'Active' },
      });
      expect(functionOf(name).properties).not.toHaveProperty('FunctionName');
    });

    it.each(NAMES)('%s has exactly the variables it parses', async (name) => {
      const module: unknown = await import(join(REPOSITORY, 'functions', name, 'environment.ts'));
      const { EnvSchema } = EnvModuleSchema.parse(module);

      const given = Object.keys(variablesOf(name)).filter((variable) => !POWERTOOLS_VARIABLES.includes(variable));
      expect(given.sort()).toEqual(
        Object.keys(EnvSchema.shape)
          .filter((variable) => !POWERTOOLS_VARIABLES.includes(variable))
          .sort(),
      );
    });

    it.each(NAMES)('%s has the layers of the native packages it requires', (name) => {
      const required = app().build.nativeImports[name] ?? [];

      expect((FUNCTIONS[name].layers ?? []).map(nativePackageOf).sort()).toEqual(required);
    });

    it.each(NAMES)('%s fits Lambda with its layers', (name) => {
      const { directory } = app().build;
      const folders = [`functions/${name}`, ...(FUNCTIONS[name].layers ?? []).map((layer) => `layers/${layer}`)];

      const bytes = folders.reduce((total, folder) => total + sizeOf(join(directory, folder)), 0);
      expect(bytes).toBeLessThan(UNZIPPED_LIMIT_BYTES);
    });

    it('loads from its bundle with nothing but its layers and its variables', () => {
      const { directory } = app().build;
      const bundles = NAMES.map((name) => [
        name,
        join(directory, 'functions', name, 'index.js'),
        Object.keys(variablesOf(name)),
      ]);
      const script = `
        const failed = [];
        for (const [name, path, variables] of ${JSON.stringify(bundles)}) {
          for (const variable of variables) process.env[variable] = 'arn:aws:test:eu-west-1:123456789012:' + variable;
          try { if (typeof require(path).handler !== 'function') failed.push(name + ' has no handler'); }
          catch (error) { failed.push(name + ': ' + error.message); }
          for (const variable of variables) delete process.env[variable];
        }
        console.log(JSON.stringify(failed));`;

      expect(runWithLayers(directory, script)).toEqual([]);
    });
  });

  describe('every native layer', () => {
    const isLambdaPlatform = process.platform === 'linux' && process.arch === 'x64';

    it.skipIf(!isLambdaPlatform)('loads from its own files alone', () => {
      const packages = NATIVE_LAYERS.map(nativePackageOf);
      const script = `
        const loaded = ${JSON.stringify(packages)}.map((name) => Object.keys(require(name)).length > 0);
        console.log(JSON.stringify(loaded));`;

      expect(runWithLayers(app().build.directory, script)).toEqual(packages.map(() => true));
    });
  });
}

/** Runs a script where packages are found only in the layers, as Lambda does. Returns the JSON it prints. */
function runWithLayers(directory: string, script: string): unknown {
  const layers = NATIVE_LAYERS.map((layer) => join(directory, 'layers', layer, 'nodejs/node_modules'));
  const output = execFileSync(process.execPath, ['-e', script], {
    cwd: directory,
    env: { AWS_REGION: 'eu-west-1', NODE_PATH: layers.join(':') },
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0);
}
