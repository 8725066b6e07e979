import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ApiFunctionName } from '../functions.ts';
import type { Route } from '../routes.ts';
import { acknowledge } from './acknowledge.ts';
import type { People } from './people.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface ApiProps {
  readonly routes: readonly Route[];
  readonly functions: Readonly<Record<ApiFunctionName, PipelineFunction>>;
  readonly people: People;
}

/** The HTTP API: every route asks for a token of ours but those that say they are open. */
export class Api extends Construct {
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, { routes, functions, people }: ApiProps) {
    super(scope, id);
    this.http = new HttpApi(this, 'Http', {
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Jwt', people.pool.userPoolProviderUrl, {
        jwtAudience: [people.webClient.userPoolClientId],
      }),
    });
    this.#stage();
    const integrations = new Map(
      Object.entries(functions).map(([name, fn]) => [
        name,
        // One permission for the whole API; one a route would fill the function's policy (20 KB).
        new HttpLambdaIntegration(fn.node.id, fn.lambda, { scopePermissionToRoute: false }),
      ]),
    );
    for (const { method, path, function: name, open = false } of routes) {
      const integration = integrations.get(name);
      if (integration === undefined) throw new TypeError(`${method} ${path} names no API function: ${name}`);
      const [route] = this.http.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        ...(open ? { authorizer: new HttpNoneAuthorizer() } : {}),
      });
      if (open && route !== undefined) {
        acknowledge(route, { APIG4: 'Says only that the API answers, or what its contract is.' });
      }
    }
  }

  #stage(): void {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            requestTime: '$context.requestTime',
            routeKey: '$context.routeKey',
            status: '$context.status',
            latencyMs: '$context.responseLatency',
            subject: '$context.authorizer.claims.sub',
            authorizerError: '$context.authorizer.error',
          }),
        ),
      },
    });
  }
}
