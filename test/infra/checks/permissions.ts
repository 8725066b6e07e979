import { describe, expect, it } from 'vitest';
import { type Permission, permissionsOf } from '../statements.ts';
import type { SynthesizedApp } from '../synthesized-app.ts';
import { UNSCOPED_ACTIONS } from '../unscoped-actions.ts';

const OBJECT_PREFIXES = [
  '<Storage/Data/Bucket.Arn>/uploads/*',
  '<Storage/Data/Bucket.Arn>/datasets/*',
  '<Storage/Data/Bucket.Arn>/exports/*',
  '<Storage/Artifacts/Bucket.Arn>/definitions/*',
  '<Storage/Artifacts/Bucket.Arn>/models/*',
  '<Storage/Artifacts/Bucket.Arn>/runs/*',
];

export function describePermissions(app: () => SynthesizedApp): void {
  describe('every role', () => {
    it('names its actions one by one', () => {
      expect(permissionsOf(app()).filter(({ action }) => action.includes('*'))).toEqual([]);
    });

    it('names exact resources, but for known object prefixes and the actions that AWS does not scope', () => {
      const isExact = ({ action, resource }: Permission) =>
        !resource.includes('*') ||
        (action.startsWith('s3:') && OBJECT_PREFIXES.includes(resource)) ||
        (resource === '*' && Object.hasOwn(UNSCOPED_ACTIONS, action));

      expect(permissionsOf(app()).filter((permission) => !isExact(permission))).toEqual([]);
    });

    it('deletes, scans and lists nothing that is kept', () => {
      const kept = permissionsOf(app()).filter(({ action }) => /^(dynamodb|s3):/.test(action));
      const actions = [...new Set(kept.map(({ action }) => action))].sort();

      expect(actions).toEqual([
        'dynamodb:BatchWriteItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:DescribeStream',
        'dynamodb:GetItem',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        's3:GetObject',
        's3:PutObject',
      ]);
    });

    it('has no managed policy, nor a policy of its own body', () => {
      const roles = app().ofType('AWS::IAM::Role');

      expect(roles.length).toBeGreaterThan(0);
      for (const { properties } of roles) {
        expect(properties).not.toHaveProperty('ManagedPolicyArns');
        expect(properties).not.toHaveProperty('Policies');
      }
    });

    it('serves one function, one machine or the schedules', () => {
      const users = [...app().ofType('AWS::Lambda::Function'), ...app().ofType('AWS::StepFunctions::StateMachine')].map(
        ({ stack, properties }) => app().render(stack, properties.Role ?? properties.RoleArn ?? ''),
      );

      expect(new Set(users).size).toBe(users.length);
      expect(app().ofType('AWS::IAM::Role')).toHaveLength(users.length + 1);
    });
  });

  describe('the list of unscoped actions', () => {
    it('has no action that no role has, and a page of AWS for each', () => {
      const used = new Set(
        permissionsOf(app())
          .filter(({ resource }) => resource === '*')
          .map(({ action }) => action),
      );

      expect(Object.keys(UNSCOPED_ACTIONS).filter((action) => !used.has(action))).toEqual([]);
      for (const page of Object.values(UNSCOPED_ACTIONS)) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    });
  });

  describe('the rights of', () => {
    const rightsOf = (path: string): readonly string[] =>
      permissionsOf(app())
        .filter(({ role, action }) => role === `${path}/Role` && !/^(logs|xray):/.test(action))
        .map(({ action, resource }) => `${action} ${resource}`)
        .sort();

    it('training-fit are to read its frame and definition, and to write its model and its rounds', () => {
      expect(rightsOf('Pipelines/TrainingFit')).toEqual([
        'dynamodb:BatchWriteItem <Storage/Tracking/Table.Arn>',
        'dynamodb:PutItem <Storage/Tracking/Table.Arn>',
        's3:GetObject <Storage/Artifacts/Bucket.Arn>/definitions/*',
        's3:GetObject <Storage/Artifacts/Bucket.Arn>/models/*',
        's3:GetObject <Storage/Artifacts/Bucket.Arn>/runs/*',
        's3:PutObject <Storage/Artifacts/Bucket.Arn>/models/*',
        's3:PutObject <Storage/Artifacts/Bucket.Arn>/runs/*',
      ]);
    });

    it('run-fail are the ledger', () => {
      expect(rightsOf('Pipelines/RunFail')).toEqual([
        'dynamodb:ConditionCheckItem <Storage/Registry/Table.Arn>',
        'dynamodb:GetItem <Storage/Activity/Table.Arn>',
        'dynamodb:GetItem <Storage/Registry/Table.Arn>',
        'dynamodb:PutItem <Storage/Activity/Table.Arn>',
        'dynamodb:PutItem <Storage/Registry/Table.Arn>',
        'dynamodb:Query <Storage/Activity/Table.Arn>',
        'dynamodb:Query <Storage/Activity/Table.Arn>/index/gsi1',
        'dynamodb:Query <Storage/Activity/Table.Arn>/index/gsi2',
        'dynamodb:Query <Storage/Registry/Table.Arn>',
        'dynamodb:Query <Storage/Registry/Table.Arn>/index/gsi1',
        'dynamodb:Query <Storage/Registry/Table.Arn>/index/gsi2',
        'dynamodb:UpdateItem <Storage/Registry/Table.Arn>',
      ]);
    });

    it('site-publish are to put the files of the site, by name', () => {
      const files = [...app().build.site.files, 'config.json'];

      expect(rightsOf('Edge/SitePublish')).toEqual(
        files.map((file) => `s3:PutObject <Edge/Site/Files/Bucket.Arn>/${file}`).sort(),
      );
    });

    it('starting executions belong to the relay alone', () => {
      const starters = permissionsOf(app()).filter(({ action }) => action === 'states:StartExecution');

      expect(new Set(starters.map(({ role }) => role))).toEqual(new Set(['Pipelines/ActivityRelay/Role']));
      expect(starters.map(({ resource }) => resource).sort()).toEqual([
        '<Pipelines/Backtest/Machine>',
        '<Pipelines/Inference/Machine>',
        '<Pipelines/Ingest/Machine>',
        '<Pipelines/Monitoring/Machine>',
        '<Pipelines/PitAudit/Machine>',
        '<Pipelines/Training/Machine>',
      ]);
    });
  });
}
