import { OPERATIONS } from '@optaic/mlops/api';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES } from '../../../infra/routes.ts';
import type { SynthesizedApp } from '../synthesized-app.ts';

export function describeApi(app: () => SynthesizedApp): void {
  describe('the routes', () => {
    it('are the operations of the API, each with its function', () => {
      const ofInfrastructure = ROUTES.map(
        ({ method, path, function: name, open = false }) => `${method} ${path} → ${name}${open ? ', open' : ''}`,
      );
      const ofApi = Object.values(OPERATIONS).map(
        ({ method, path, function: name, role }) => `${method} ${path} → ${name}${role === 'open' ? ', open' : ''}`,
      );

      expect(ofInfrastructure.sort()).toEqual(ofApi.sort());
    });

    it('are all synthesized, and only health and the contract are open', () => {
      const routes = app().ofType('AWS::ApiGatewayV2::Route');

      expect(routes).toHaveLength(ROUTES.length);
      const open = routes.filter(({ properties }) => properties.AuthorizationType !== 'JWT');
      expect(open.map(({ properties }) => properties.RouteKey).sort()).toEqual([
        'GET /v1/health',
        'GET /v1/openapi.json',
      ]);
      for (const { properties } of routes.filter((route) => !open.includes(route))) {
        expect(properties.AuthorizerId).toBeDefined();
      }
    });

    it('ask for tokens that the pool issued to its own client', () => {
      const [authorizer, ...others] = app().ofType('AWS::ApiGatewayV2::Authorizer');

      expect(others).toEqual([]);
      const { JwtConfiguration } = z
        .object({ JwtConfiguration: z.object({ Audience: z.array(z.json()), Issuer: z.json() }) })
        .loose()
        .parse(authorizer?.properties);
      expect(JwtConfiguration.Audience.map((audience) => app().render('Edge', audience))).toEqual([
        '<Edge/People/Pool/Web>',
      ]);
      expect(authorizer?.properties.IdentitySource).toEqual(['$request.header.Authorization']);
    });

    it('have no CORS: one domain serves site and API', () => {
      expect(app().get('AWS::ApiGatewayV2::Api', 'Edge/Api').properties).not.toHaveProperty('CorsConfiguration');
      const { DistributionConfig } = app().get('AWS::CloudFront::Distribution', 'Edge/Site').properties;
      expect(DistributionConfig).toMatchObject({
        DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
        CacheBehaviors: [{ PathPattern: '/v1/*', ViewerProtocolPolicy: 'https-only' }],
      });
      expect(DistributionConfig).not.toHaveProperty('CustomErrorResponses');
    });
  });

  describe('people', () => {
    it('are made by an administrator, with a second factor', () => {
      expect(app().get('AWS::Cognito::UserPool', 'Edge/People')).toMatchObject({
        deletionPolicy: 'Retain',
        properties: {
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          MfaConfiguration: 'ON',
          EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
          DeletionProtection: 'ACTIVE',
        },
      });
    });

    it('have the four roles as groups', () => {
      const groups = app()
        .ofType('AWS::Cognito::UserPoolGroup')
        .map(({ properties }) => properties.GroupName);

      expect(groups.sort()).toEqual(['admin', 'approver', 'researcher', 'viewer']);
    });
  });
}
