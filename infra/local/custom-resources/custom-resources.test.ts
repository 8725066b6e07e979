import { describe, expect, it } from 'vitest';
import { arn, type FixtureAssembly, lambda, role, writeAssembly } from '../fixtures/assembly-builder.ts';
import { newStateDir, startFixture } from '../fixtures/start-fixture.ts';

/** Answers with what it was asked; fails when told to. */
const REGISTRAR = `
exports.handler = async (event) => {
  const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'id-of-' + ResourceProperties.Name };
  const result = ResourceProperties.Name === 'bad'
    ? { Status: 'FAILED', Reason: 'the definition lacks a monitoring component' }
    : { Status: 'SUCCESS', Data: { Told: RequestType } };
  if (ResourceProperties.Name !== 'mute') await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify({ ...answer, ...result }) });
};`;

const registration = (name: string, sha256: string): FixtureAssembly => ({
  functions: { registrar: REGISTRAR },
  stacks: {
    Only: {
      Resources: {
        Role: role(),
        Registrar: lambda('registrar', 'Role'),
        Definition: {
          Type: 'Custom::DefinitionRegistration',
          Properties: { ServiceToken: arn('Registrar'), Name: name, Sha256: sha256 },
        },
      },
      Outputs: {
        Id: { Value: { Ref: 'Definition' } },
        Told: { Value: { 'Fn::GetAtt': ['Definition', 'Told'] } },
      },
    },
  },
});

describe('CustomResources', () => {
  it('creates, then does nothing, then updates when the properties changed', async () => {
    const stateDir = newStateDir();
    const told: unknown[] = [];
    const first = writeAssembly(registration('good', '1'));
    for (const assembly of [first, first, writeAssembly(registration('good', '2'))]) {
      const { runtime } = await startFixture(assembly, { stateDir });
      told.push(runtime.outputs);
      await runtime.close();
    }

    expect(told).toEqual([
      { 'Only.Id': 'id-of-good', 'Only.Told': 'Create' },
      { 'Only.Id': 'id-of-good', 'Only.Told': 'Create' },
      { 'Only.Id': 'id-of-good', 'Only.Told': 'Update' },
    ]);
  });

  it.each([
    ['bad', 'the definition lacks a monitoring component'],
    ['mute', 'the function ended without an answer to its ResponseURL'],
  ])('stops the start when the function answers %s, with the reason', async (name, reason) => {
    await expect(startFixture(registration(name, '1'))).rejects.toMatchObject({
      code: 'custom_resource.failed',
      message: `Custom::DefinitionRegistration Only/Definition was not provisioned: ${reason}`,
    });
  });
});
