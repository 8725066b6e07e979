import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DefinitionBundle } from '../build.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface DefinitionRegistrationProps {
  readonly definition: DefinitionBundle;
  /** Has the bundle in its own code, under `definitions/`. */
  readonly registrar: PipelineFunction;
}

/** Registers a definition when the stack deploys: its bundle stored, its tests run. A new digest is a new registration. */
export class DefinitionRegistration extends Construct {
  constructor(scope: Construct, id: string, { definition, registrar }: DefinitionRegistrationProps) {
    super(scope, id);
    const registration = new CustomResource(this, 'Registration', {
      resourceType: 'Custom::DefinitionRegistration',
      serviceToken: registrar.lambda.functionArn,
      // An answer that never comes fails the deployment now and not after an hour.
      serviceTimeout: Duration.minutes(10),
      properties: { Name: definition.name, Sha256: definition.sha256 },
    });
    registration.node.addDependency(registrar);
  }
}
