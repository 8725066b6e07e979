import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, isJsonObject, type JsonObject } from '../json.ts';
import type { Functions } from '../lambda/functions.ts';
import { payloadOf } from '../lambda/invocation-outcome.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { AccountScope } from '../service.ts';
import type { StateStore } from '../state/state-store.ts';
import { type Application, type Resource, stackId } from '../template/application.ts';

const AnswerSchema = z.looseObject({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.json()).default({}),
});
type Answer = z.infer<typeof AnswerSchema>;

interface ProvisionedResource {
  readonly physicalResourceId: string;
  readonly data: JsonObject;
  readonly properties: JsonObject;
}

export const RESPONSE_PATH = '/.cloudformation/';
const ANSWER_TIMEOUT_MS = 5_000;

export interface CustomResourcesOptions {
  readonly application: Application;
  readonly functions: Functions;
  readonly state: StateStore;
  readonly account: Required<AccountScope>;
  readonly publicUrl: string;
}

/**
 * Custom resources by CloudFormation's protocol: the function is told Create, Update when the properties are no longer those
 * of the last start, or nothing; it answers by a PUT to the ResponseURL.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html
 */
export class CustomResources {
  readonly #options: CustomResourcesOptions;
  readonly #pending = new Map<string, (answer: Answer) => void>();

  constructor(options: CustomResourcesOptions) {
    this.#options = options;
  }

  /** @throws {RuntimeError} `custom_resource.failed` with the function's reason. */
  async provision(): Promise<void> {
    const { application, state } = this.#options;
    const table = state.table<ProvisionedResource>('custom_resources');
    for (const resource of inOrder(application.customResources)) {
      const previous = table.find(resource.key);
      const isSame =
        previous !== undefined && canonicalJson(previous.properties) === canonicalJson(resource.properties);
      const provisioned = isSame ? previous : await this.#request(resource, previous);
      if (!isSame) table.set(resource.key, provisioned);
      application.answer(resource, provisioned);
    }
  }

  /** What a function PUT to its ResponseURL; false when nobody waits for it. */
  receive(path: string, body: string): boolean {
    const token = path.slice(RESPONSE_PATH.length);
    const settle = this.#pending.get(token);
    if (settle === undefined) return false;
    this.#pending.delete(token);
    let document: unknown;
    try {
      document = JSON.parse(body);
    } catch {
      // Refused below like any other document that is no answer.
    }
    const parsed = AnswerSchema.safeParse(document);
    settle(
      parsed.success
        ? parsed.data
        : { Status: 'FAILED', Reason: 'the answer is not what CloudFormation expects', Data: {} },
    );
    return true;
  }

  async #request(resource: Resource, previous: ProvisionedResource | undefined): Promise<ProvisionedResource> {
    const { functions, account, publicUrl } = this.#options;
    const { properties } = resource;
    const token = randomBytes(24).toString('base64url');
    const answered = new Promise<Answer>((resolve) => this.#pending.set(token, resolve));
    const event = {
      RequestType: previous === undefined ? 'Create' : 'Update',
      ServiceToken: properties.ServiceToken,
      ResponseURL: `${publicUrl}${RESPONSE_PATH}${token}`,
      StackId: stackId(account, resource.stack),
      RequestId: randomUUID(),
      ResourceType: resource.type,
      LogicalResourceId: resource.logicalId,
      ...(previous === undefined
        ? {}
        : { PhysicalResourceId: previous.physicalResourceId, OldResourceProperties: previous.properties }),
      ResourceProperties: properties,
    };
    const outcome = await functions.invoke(String(properties.ServiceToken), JSON.stringify(event));
    if (!outcome.ok) {
      this.#pending.delete(token);
      throw failure(resource, payloadOf(outcome));
    }
    // The answer comes before the function ends, or not at all.
    const answer = await withinTimeout(answered, ANSWER_TIMEOUT_MS);
    if (answer === undefined) throw failure(resource, 'the function ended without an answer to its ResponseURL');
    if (answer.Status === 'FAILED') throw failure(resource, answer.Reason ?? 'no reason was given');
    return {
      physicalResourceId: answer.PhysicalResourceId ?? previous?.physicalResourceId ?? event.RequestId,
      data: isJsonObject(answer.Data) ? answer.Data : {},
      properties,
    };
  }
}

/** Each after the custom resources of its `DependsOn`; templates say the rest by order. */
function inOrder(resources: readonly Resource[]): Resource[] {
  const ordered = new Set<Resource>();
  const visit = (resource: Resource): void => {
    if (ordered.has(resource)) return;
    for (const key of resource.dependsOn) {
      const dependency = resources.find((candidate) => candidate.key === key);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.add(resource);
  };
  resources.forEach(visit);
  return [...ordered];
}

function failure(resource: Resource, reason: string): RuntimeError {
  return new RuntimeError('custom_resource.failed', `${resource.type} ${resource.key} was not provisioned: ${reason}`);
}

async function withinTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  const result = await Promise.race([promise, late]);
  clearTimeout(timer);
  return result;
}
