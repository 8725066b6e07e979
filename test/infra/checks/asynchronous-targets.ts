import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SynthesizedApp } from '../synthesized-app.ts';

const TargetSchema = z.looseObject({
  Arn: z.json(),
  DeadLetterConfig: z.looseObject({ Arn: z.json() }),
});

export function describeAsynchronousTargets(app: () => SynthesizedApp): void {
  const deadLettersOfFunction = (arn: string): string | undefined => {
    const path = arn.replace(/^<(.*)\.Arn>$/, '$1');
    const { stack, properties } = app().get('AWS::Lambda::Function', path);
    const config = z.looseObject({ TargetArn: z.json() }).optional().parse(properties.DeadLetterConfig);
    return config === undefined ? undefined : app().render(stack, config.TargetArn);
  };

  describe('every rule', () => {
    it('keeps what it could not deliver, and its function what it failed on', () => {
      const rules = app().ofType('AWS::Events::Rule');

      expect(rules.map(({ path }) => path).sort()).toEqual([
        'Pipelines/OnDriftAlert/Rule',
        'Pipelines/OnExecutionEnded/Rule',
      ]);
      for (const { stack, properties } of rules) {
        for (const target of z.array(TargetSchema).parse(properties.Targets)) {
          const queue = app().render(stack, target.DeadLetterConfig.Arn);
          expect(queue).toMatch(/^<Backbone\/\w+DeadLetters\/Queue\.Arn>$/);
          expect(deadLettersOfFunction(app().render(stack, target.Arn))).toBe(queue);
        }
      }
    });

    it('watches every machine, whatever ends them but success', () => {
      const { stack, properties } = app().get('AWS::Events::Rule', 'Pipelines/OnExecutionEnded');
      const { detail } = z
        .object({
          source: z.tuple([z.literal('aws.states')]),
          'detail-type': z.tuple([z.literal('Step Functions Execution Status Change')]),
          detail: z.object({ status: z.array(z.string()), stateMachineArn: z.array(z.json()) }),
        })
        .parse(properties.EventPattern);

      expect(detail.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED']);
      expect(detail.stateMachineArn.map((arn) => app().render(stack, arn)).sort()).toEqual([
        '<Pipelines/Backtest/Machine>',
        '<Pipelines/Inference/Machine>',
        '<Pipelines/Ingest/Machine>',
        '<Pipelines/Monitoring/Machine>',
        '<Pipelines/PitAudit/Machine>',
        '<Pipelines/Training/Machine>',
      ]);
    });
  });

  describe('the outbox', () => {
    it('splits a failing batch, reports single failures and keeps what is given up', () => {
      const [mapping, ...others] = app().ofType('AWS::Lambda::EventSourceMapping');

      expect(others).toEqual([]);
      expect(mapping?.properties).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      const { OnFailure } = z
        .object({ OnFailure: z.object({ Destination: z.json() }) })
        .parse(mapping?.properties.DestinationConfig);
      expect(app().render('Pipelines', OnFailure.Destination)).toBe('<Backbone/ActivityRelayDeadLetters/Queue.Arn>');
    });
  });

  describe('the schedules', () => {
    it('call a function that keeps what it failed on', () => {
      expect(deadLettersOfFunction('<Pipelines/ScheduleStart/Function.Arn>')).toBe(
        '<Backbone/ScheduleStartDeadLetters/Queue.Arn>',
      );
    });

    it('act only from their own group', () => {
      const { stack, properties } = app().get('AWS::IAM::Role', 'Pipelines/ScheduleRole');
      const document = z
        .object({
          Statement: z.tuple([
            z.looseObject({ Condition: z.object({ StringEquals: z.record(z.string(), z.json()) }) }),
          ]),
        })
        .loose()
        .parse(properties.AssumeRolePolicyDocument);

      const { StringEquals } = document.Statement[0].Condition;
      expect(app().render(stack, StringEquals['aws:SourceArn'] ?? '')).toBe('<Backbone/Schedules.Arn>');
    });
  });

  describe('every dead-letter queue', () => {
    it('is encrypted, keeps for the fourteen days SQS allows, and alarms', () => {
      const queues = app().ofType('AWS::SQS::Queue');

      expect(queues).toHaveLength(4);
      for (const { path, properties } of queues) {
        expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
        const alarm = app().get('AWS::CloudWatch::Alarm', path.replace(/\/Queue$/, ''));
        expect(alarm.properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
        const policy = app().get('AWS::SQS::QueuePolicy', path.replace(/\/Queue$/, ''));
        expect(JSON.stringify(policy.properties)).toContain('"aws:SecureTransport":"false"');
      }
    });
  });
}
