import { z } from 'zod';
import { invalidResource } from '../lambda/function-definition.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { Application, Resource } from '../template/application.ts';

/** One HTTP API with its routes resolved to functions. */
export interface ApiDefinition {
  readonly apiId: string;
  readonly routes: readonly ApiRoute[];
}

export interface ApiRoute {
  /** `GET /v1/runs/{id}` or `$default`. */
  readonly routeKey: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Absent: open without a token. */
  readonly authorizer?: JwtAuthorizerDefinition;
}

export interface JwtAuthorizerDefinition {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Of which the token must hold one; empty: any. */
  readonly scopes: readonly string[];
}

const IntegrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});
const AuthorizerSchema = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.array(z.literal('$request.header.Authorization')),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});
const RouteSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});

/** @throws {RuntimeError} `template.invalid_resource` for another kind of API, integration or authorizer. */
export function readApiDefinitions(application: Application): ApiDefinition[] {
  const routes = application.ofType('AWS::ApiGatewayV2::Route').map((route) => {
    const { ApiId, ...declared } = parsed(route, RouteSchema);
    return { apiId: ApiId, route: readRoute(route, declared, application) };
  });
  return application.ofType('AWS::ApiGatewayV2::Api').map((api) => ({
    apiId: api.ref,
    routes: routes.filter(({ apiId }) => apiId === api.ref).map(({ route }) => route),
  }));
}

function readRoute(
  resource: Resource,
  declared: Omit<z.infer<typeof RouteSchema>, 'ApiId'>,
  application: Application,
): ApiRoute {
  const { RouteKey, Target, AuthorizationType, AuthorizerId, AuthorizationScopes } = declared;
  const integration = parsed(
    part('Integration', Target.replace('integrations/', ''), resource, application),
    IntegrationSchema,
  );
  const functionArn = /arn:[^:]+:lambda:[^:]+:\d+:function:[^/:]+/.exec(integration.IntegrationUri)?.[0];
  if (functionArn === undefined) {
    throw new RuntimeError(
      'template.invalid_resource',
      `${resource.key} integrates ${integration.IntegrationUri}, no function`,
    );
  }
  const base = { routeKey: RouteKey, functionArn, timeoutMs: Math.min(integration.TimeoutInMillis, 30_000) };
  if (AuthorizationType === 'NONE') return base;
  const { JwtConfiguration } = parsed(part('Authorizer', AuthorizerId ?? '', resource, application), AuthorizerSchema);
  const authorizer = {
    issuer: JwtConfiguration.Issuer,
    audience: JwtConfiguration.Audience,
    scopes: AuthorizationScopes,
  };
  return { ...base, authorizer };
}

function part(kind: 'Integration' | 'Authorizer', id: string, route: Resource, application: Application): Resource {
  const found = application.ofType(`AWS::ApiGatewayV2::${kind}`).find(({ ref }) => ref === id);
  if (found === undefined) {
    throw new RuntimeError(
      'template.unresolved',
      `${route.key} names the ${kind.toLowerCase()} ${id}, which nothing declares`,
    );
  }
  return found;
}

function parsed<S extends z.ZodType>(resource: Resource, schema: S): z.infer<S> {
  const result = schema.safeParse(resource.properties);
  if (!result.success) throw invalidResource(resource, result.error);
  return result.data;
}
