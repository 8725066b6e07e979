import { resolve } from 'node:path';
import { Aws, Stack, type StackProps } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { BuildOutput } from '../build.ts';
import { ActivityOutbox } from '../constructs/activity-outbox.ts';
import { DefinitionRegistration } from '../constructs/definition-registration.ts';
import { EventReaction } from '../constructs/event-reaction.ts';
import { nativeLayersOf } from '../constructs/native-layers-of.ts';
import { Pipeline } from '../constructs/pipeline.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { type FunctionName, PIPELINE_STAGES, type PipelineName } from '../functions.ts';
import type { AsynchronousFunction, BackboneStack } from './backbone-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export interface PipelinesStackProps extends StackProps {
  readonly build: BuildOutput;
  readonly storage: StorageStack;
  readonly backbone: BackboneStack;
}

/** What runs: stages, machines, and every rule or subscription that has them as its target. */
export class PipelinesStack extends Stack {
  readonly #props: PipelinesStackProps;
  readonly #functions = new Map<FunctionName, PipelineFunction>();

  constructor(scope: Construct, id: string, props: PipelinesStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { build, storage, backbone } = props;
    const { bus, deadLetters } = backbone;

    const pipelines = {
      ingest: this.#pipeline('Ingest', 'ingest'),
      training: this.#pipeline('Training', 'training'),
      inference: this.#pipeline('Inference', 'inference'),
      monitoring: this.#pipeline('Monitoring', 'monitoring'),
      'pit-audit': this.#pipeline('PitAudit', 'pit-audit'),
      backtest: this.#pipeline('Backtest', 'backtest'),
    };
    new ActivityOutbox(this, 'ActivityOutbox', {
      table: storage.activity,
      relay: this.#function('activity-relay'),
      bus,
      pipelines,
      deadLetterQueue: deadLetters['activity-relay'],
    });
    new EventReaction(this, 'OnExecutionEnded', {
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: Object.values(pipelines).map(({ machine }) => machine.stateMachineArn),
        },
      },
      reaction: this.#reaction('run-reconcile'),
      deadLetterQueue: deadLetters['run-reconcile'],
    });
    new EventReaction(this, 'OnDriftAlert', {
      bus,
      eventPattern: { detailType: ['monitoring.drift_alert'] },
      reaction: this.#reaction('retrain-on-alert'),
      deadLetterQueue: deadLetters['retrain-on-alert'],
    });
    this.#scheduleRole(this.#reaction('schedule-start'));

    const registrar = this.#function('definition-register');
    for (const definition of build.definitions) {
      new DefinitionRegistration(this, `Definition-${definition.name}`, { definition, registrar });
    }
  }

  #pipeline(id: string, name: PipelineName): Pipeline {
    return new Pipeline(this, id, {
      definitionFile: resolve(import.meta.dirname, '../../state-machines', `${name}.asl.json`),
      stages: new Map(PIPELINE_STAGES[name].map((stage) => [stage, this.#function(stage)])),
      alertTopic: this.#props.backbone.alertTopic,
    });
  }

  /** A stage that several machines share is one function. */
  #function(name: FunctionName): PipelineFunction {
    const fn = this.#functions.get(name) ?? this.#newFunction(name);
    this.#functions.set(name, fn);
    return fn;
  }

  #newFunction(name: FunctionName): PipelineFunction {
    const { build, storage } = this.#props;
    return new PipelineFunction(this, { name, build, storage, layers: nativeLayersOf(this, build) });
  }

  #reaction(name: AsynchronousFunction): PipelineFunction {
    const { build, storage, backbone } = this.#props;
    const deadLetterQueue = backbone.deadLetters[name];
    return new PipelineFunction(this, { name, build, storage, layers: nativeLayersOf(this, build), deadLetterQueue });
  }

  /** What schedules assume, in their group only: starting runs, and keeping what could not be started. */
  #scheduleRole(start: PipelineFunction): void {
    const { schedules, deadLetters } = this.#props.backbone;
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': schedules.scheduleGroupArn },
        },
      }),
    });
    start.grantInvoke(role);
    deadLetters['schedule-start'].grantSendMessage(role);
  }
}
