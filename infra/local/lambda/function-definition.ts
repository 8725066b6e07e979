import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isJsonObject } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';
import { type Application, arnOf, type Resource } from '../template/application.ts';
import { assetPath } from '../template/cloud-assembly.ts';

/** A function as its template declares it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** `Stack/LogicalId` */
  readonly logicalId: string;
  readonly roleArn: string;
  readonly codeDirectory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memorySizeMiB: number;
  readonly logGroupName: string;
  readonly deadLetterArn?: string;
  /** The packages that its layers hold. */
  readonly layerPackages: readonly string[];
}

const FunctionPropertiesSchema = z.looseObject({
  Code: z.looseObject({ S3Key: z.string().optional() }),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().regex(/^nodejs/, 'only Node runtimes run embedded'),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
  Layers: z.array(z.string()).default([]),
});

/** @throws {RuntimeError} `template.invalid_resource`, `template.asset_missing`. */
export function readFunctionDefinition(resource: Resource, application: Application): FunctionDefinition {
  const parsed = FunctionPropertiesSchema.safeParse(resource.properties);
  if (!parsed.success) throw invalidResource(resource, parsed.error);
  const { Code, Handler, Role, Timeout, MemorySize, Environment, LoggingConfig, DeadLetterConfig, Layers } =
    parsed.data;
  return {
    name: resource.name,
    arn: arnOf(resource) ?? resource.name,
    logicalId: resource.key,
    roleArn: Role,
    codeDirectory: assetPath(application.assembly, isJsonObject(Code) ? Code : {}, resource.key),
    handler: Handler,
    environment: Environment.Variables,
    timeoutSeconds: Timeout,
    memorySizeMiB: MemorySize,
    logGroupName: LoggingConfig?.LogGroup ?? `/aws/lambda/${resource.name}`,
    layerPackages: Layers.flatMap((layer) => layerPackages(layer, application)),
    ...(DeadLetterConfig === undefined ? {} : { deadLetterArn: DeadLetterConfig.TargetArn }),
  };
}

/** `@duckdb/node-api` and the like, by the folders under `nodejs/node_modules`. */
function layerPackages(arn: string, application: Application): string[] {
  const layer = application.ofType('AWS::Lambda::LayerVersion').find(({ ref }) => ref === arn);
  const content = layer?.properties.Content;
  if (layer === undefined || !isJsonObject(content)) return [];
  const modules = join(assetPath(application.assembly, content, layer.key), 'nodejs', 'node_modules');
  if (!existsSync(modules)) return [];
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((scoped) => `${name}/${scoped}`) : [name],
  );
}

/** One line that names the resource, the property and the reason. */
export function invalidResource(resource: Resource, error: z.ZodError): RuntimeError {
  const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return new RuntimeError(
    'template.invalid_resource',
    `${resource.type} ${resource.key} declares what the embedded runtime cannot act on: ${issues}`,
    { cause: error },
  );
}
