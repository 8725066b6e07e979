import { describe, expect, it } from 'vitest';
import type { Json, SynthesizedApp } from '../synthesized-app.ts';

export function describeStorage(app: () => SynthesizedApp): void {
  describe('every table', () => {
    it.each(['Registry', 'Activity', 'Tracking'])('%s is kept, recoverable and on demand', (name) => {
      const table = app().get('AWS::DynamoDB::Table', `Storage/${name}`);

      expect(table).toMatchObject({
        deletionPolicy: 'Retain',
        updateReplacePolicy: 'Retain',
        properties: {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        },
      });
      expect(table.properties).not.toHaveProperty('TableName');
    });

    it('has no other', () => {
      expect(app().ofType('AWS::DynamoDB::Table')).toHaveLength(3);
    });

    it('has the indexes that the registry queries, with every attribute', () => {
      const indexes = ['Registry', 'Activity', 'Tracking'].map((name) => {
        const { properties } = app().get('AWS::DynamoDB::Table', `Storage/${name}`);
        return [name, properties.GlobalSecondaryIndexes ?? []];
      });

      const index = (name: string) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: `${name}pk`, KeyType: 'HASH' },
          { AttributeName: `${name}sk`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      });
      expect(indexes).toEqual([
        ['Registry', [index('gsi1'), index('gsi2')]],
        ['Activity', [index('gsi1'), index('gsi2')]],
        ['Tracking', []],
      ]);
    });

    it('expires nothing of the activities, and streams them', () => {
      const { properties } = app().get('AWS::DynamoDB::Table', 'Storage/Activity');

      expect(properties).not.toHaveProperty('TimeToLiveSpecification');
      expect(properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
    });
  });

  describe('every bucket', () => {
    const BUCKETS = ['Storage/Data', 'Storage/Artifacts', 'Edge/Site/Files'];

    it.each(BUCKETS)('%s is kept, versioned, encrypted and private', (path) => {
      expect(app().get('AWS::S3::Bucket', path)).toMatchObject({
        deletionPolicy: 'Retain',
        updateReplacePolicy: 'Retain',
        properties: {
          VersioningConfiguration: { Status: 'Enabled' },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        },
      });
    });

    it.each(BUCKETS)('%s refuses what does not come over TLS', (path) => {
      const { properties } = app().get('AWS::S3::BucketPolicy', path);

      expect(properties).toMatchObject({
        PolicyDocument: {
          Statement: expect.arrayContaining([
            expect.objectContaining({
              Effect: 'Deny',
              Action: 's3:*',
              Principal: { AWS: '*' },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    });

    it('has no other', () => {
      expect(app().ofType('AWS::S3::Bucket')).toHaveLength(BUCKETS.length);
    });

    it('expires current objects only below uploads/ and exports/', () => {
      const expiring = app()
        .ofType('AWS::S3::Bucket')
        .flatMap(({ path, properties }) =>
          rulesOf(properties.LifecycleConfiguration)
            .filter((rule) => Object.hasOwn(rule, 'ExpirationInDays') || Object.hasOwn(rule, 'ExpirationDate'))
            .map(({ Prefix }) => `${path} ${String(Prefix)}`),
        );

      expect(expiring).toEqual(['Storage/Data/Bucket uploads/', 'Storage/Data/Bucket exports/']);
    });
  });

  describe('every log group', () => {
    it('has a retention', () => {
      const groups = app().ofType('AWS::Logs::LogGroup');

      expect(groups.length).toBeGreaterThan(0);
      expect(groups.filter(({ properties }) => properties.RetentionInDays === undefined)).toEqual([]);
    });
  });
}

function rulesOf(configuration: Json | undefined): readonly Readonly<Record<string, Json>>[] {
  const { Rules } = configuration as { Rules: Readonly<Record<string, Json>>[] };
  return Rules;
}
