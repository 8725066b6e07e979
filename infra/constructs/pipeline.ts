import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { functionArnPlaceholder, type StageName } from '../functions.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface PipelineProps {
  /** The definition in Amazon States Language; its timeout and comment live in the file, since CDK would drop them. */
  readonly definitionFile: string;
  /** The functions that the definition names, and no other. */
  readonly stages: ReadonlyMap<StageName, PipelineFunction>;
  readonly alertTopic: ITopic;
}

/** A state machine over stage functions, with its log and one alarm. */
export class Pipeline extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { definitionFile, stages, alertTopic }: PipelineProps) {
    super(scope, id);
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromFile(definitionFile),
      definitionSubstitutions: Object.fromEntries(
        [...stages].map(([name, stage]) => [functionArnPlaceholder(name), stage.lambda.functionArn]),
      ),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    for (const stage of stages.values()) stage.grantInvoke(this.machine);
    this.#alarm(alertTopic);
    acknowledge(this.machine.role, {
      'IAM5[Resource::*]':
        'Only the actions of X-Ray and of log delivery, which have no resource-level permission; test/infra/unscoped-actions.ts lists them and the tests refuse any other.',
    });
  }

  #alarm(alertTopic: ITopic): void {
    const period = Duration.minutes(5);
    const alarm = new MathExpression({
      expression: 'failed + timedOut',
      usingMetrics: {
        failed: this.machine.metricFailed({ period }),
        timedOut: this.machine.metricTimedOut({ period }),
      },
      period,
    }).createAlarm(this, 'Alarm', {
      alarmDescription: `A run of the ${this.node.id.toLowerCase()} pipeline failed or timed out`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(alertTopic));
  }
}
