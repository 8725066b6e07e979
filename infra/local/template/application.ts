import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { AccountScope } from '../service.ts';
import type { AssemblyStack, CloudAssembly } from './cloud-assembly.ts';
import { type IntrinsicScope, resolveIntrinsics } from './intrinsics.ts';
import { findResourceType, type ResourceNaming, type ResourceType } from './resource-types.ts';

/** One declared resource, with its names known and its properties resolved when first asked for. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly dependsOn: readonly string[];
  /** `Stack/LogicalId`, for messages and keys. */
  readonly key: string;
  readonly name: string;
  readonly ref: string;
  readonly properties: JsonObject;
  attribute(name: string): Json;
}

/** What a custom resource's function answered; from then on `Ref` and `Fn::GetAtt` know it. */
export interface CustomResourceAnswer {
  readonly physicalResourceId: string;
  readonly data: JsonObject;
}

export interface ApplicationOptions {
  readonly account: Required<AccountScope>;
  readonly publicUrl: string;
  readonly awsUrl: string;
}

const NAME_LIMIT = 64;

/** The synthesized app as one set of resources across its stacks. */
export class Application {
  readonly resources: readonly Resource[];
  readonly assembly: CloudAssembly;
  readonly #options: ApplicationOptions;
  readonly #byKey = new Map<string, Resource>();
  readonly #answers = new Map<string, CustomResourceAnswer>();

  /**
   * @throws {RuntimeError} `template.unknown_resource` naming the type and logical id of what the runtime cannot act as.
   */
  constructor(assembly: CloudAssembly, options: ApplicationOptions) {
    this.assembly = assembly;
    this.#options = options;
    const unknown: string[] = [];
    for (const stack of assembly.stacks) {
      for (const [logicalId, declared] of Object.entries(stack.template.Resources)) {
        if (declared.Condition !== undefined && !this.#condition(stack, declared.Condition)) continue;
        const type = findResourceType(declared.Type);
        if (type === undefined) unknown.push(`${declared.Type} (${stack.name}/${logicalId})`);
        else this.#byKey.set(`${stack.name}/${logicalId}`, this.#resource(stack, logicalId, type));
      }
    }
    if (unknown.length > 0) {
      throw new RuntimeError(
        'template.unknown_resource',
        `the embedded runtime does not know ${unknown.join(', ')}; add the type to infra/local/template/resource-types.ts`,
      );
    }
    this.resources = [...this.#byKey.values()];
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return this.resources.filter((resource) => types.includes(resource.type));
  }

  get customResources(): readonly Resource[] {
    return this.resources.filter(
      ({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource',
    );
  }

  /** The resource whose `Arn`, `Ref` or name is `identifier`. */
  find(types: readonly string[], identifier: string): Resource | undefined {
    return this.ofType(...types).find(
      (resource) => resource.ref === identifier || resource.name === identifier || arnOf(resource) === identifier,
    );
  }

  answer(resource: Resource, answer: CustomResourceAnswer): void {
    this.#answers.set(resource.key, answer);
  }

  /** Every stack output by `Stack.OutputId`. */
  outputs(): Readonly<Record<string, Json>> {
    const entries = this.assembly.stacks.flatMap((stack) =>
      Object.entries(stack.template.Outputs)
        .filter(([, { Condition }]) => Condition === undefined || this.#condition(stack, Condition))
        .map(
          ([id, { Value }]) => [`${stack.name}.${id}`, this.#resolve(stack, `output ${id}`, Value) ?? null] as const,
        ),
    );
    return Object.fromEntries(entries);
  }

  #resource(stack: AssemblyStack, logicalId: string, type: ResourceType): Resource {
    const declared = stack.template.Resources[logicalId];
    if (declared === undefined) throw new TypeError(`${stack.name} has no ${logicalId}`);
    const application = this;
    const key = `${stack.name}/${logicalId}`;
    let properties: JsonObject | undefined;
    let name: string | undefined;
    const naming: ResourceNaming = {
      ...this.#options.account,
      publicUrl: this.#options.publicUrl,
      awsUrl: this.#options.awsUrl,
      get name() {
        return resource.name;
      },
      get properties() {
        return resource.properties;
      },
      id: (length, alphabet = 'mixed') => stableId(key, length, alphabet),
    };
    const resource: Resource = {
      stack: stack.name,
      logicalId,
      type: declared.Type,
      dependsOn: declared.DependsOn.map((id) => `${stack.name}/${id}`),
      key,
      get name() {
        name ??= application.#physicalName(stack, logicalId, declared.Properties, type);
        return name;
      },
      get ref() {
        return application.#answers.get(key)?.physicalResourceId ?? type.ref(naming);
      },
      get properties() {
        const resolved = properties ?? application.#resolve(stack, key, declared.Properties);
        if (!isJsonObject(resolved)) throw new TypeError(`${key} has no properties`);
        properties = resolved;
        return resolved;
      },
      attribute(attribute) {
        const answered = application.#answers.get(key)?.data[attribute];
        if (answered !== undefined) return answered;
        const value = type.attributes?.[attribute];
        if (value === undefined) {
          throw new RuntimeError(
            'template.unknown_attribute',
            `the embedded runtime does not know ${declared.Type}.${attribute} (${key})`,
          );
        }
        return value(naming);
      },
    };
    return resource;
  }

  #physicalName(stack: AssemblyStack, logicalId: string, properties: JsonObject, type: ResourceType): string {
    const given = type.nameProperty === undefined ? undefined : properties[type.nameProperty];
    if (given !== undefined) {
      const resolved = this.#resolve(stack, `${stack.name}/${logicalId}`, given);
      if (typeof resolved === 'string') return resolved;
    }
    const suffix = stableId(`${stack.name}/${logicalId}`, 8, 'lower');
    const name = `${`${stack.name}-${logicalId}`.slice(0, (type.nameLimit ?? NAME_LIMIT) - 9)}-${suffix}`;
    return type.nameProperty === 'BucketName' ? name.toLowerCase() : name;
  }

  #resolve(stack: AssemblyStack, owner: string, value: Json): Json | undefined {
    return resolveIntrinsics(value, this.#scope(stack, owner));
  }

  #scope(stack: AssemblyStack, owner: string): IntrinsicScope {
    const { account } = this.#options;
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::AccountId': account.accountId,
      'AWS::Region': account.region,
      'AWS::Partition': account.partition,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': stackId(account, stack.name),
    };
    return {
      owner,
      ref: (id) => pseudo[id] ?? this.#byKey.get(`${stack.name}/${id}`)?.ref ?? stack.template.Parameters[id]?.Default,
      attribute: (id, name) => {
        const resource = this.#byKey.get(`${stack.name}/${id}`);
        if (resource !== undefined) return resource.attribute(name);
        throw new RuntimeError('template.unresolved', `${owner} refers to ${id}.${name}, which nothing declares`);
      },
      importValue: (name) => this.#export(name, owner),
      condition: (name) => this.#condition(stack, name),
      mapping: (map, first, second) => stack.template.Mappings[map]?.[first]?.[second],
    };
  }

  #condition(stack: AssemblyStack, name: string): boolean {
    const condition = stack.template.Conditions[name];
    return condition !== undefined && this.#resolve(stack, `condition ${name}`, condition) === true;
  }

  #export(name: string, owner: string): Json {
    for (const stack of this.assembly.stacks) {
      for (const [id, output] of Object.entries(stack.template.Outputs)) {
        if (output.Export === undefined) continue;
        if (this.#resolve(stack, `output ${id}`, output.Export.Name) !== name) continue;
        return this.#resolve(stack, `output ${id}`, output.Value) ?? null;
      }
    }
    throw new RuntimeError('template.unresolved', `${owner} imports ${name}, which no stack exports`);
  }
}

export function stackId(account: Required<AccountScope>, stack: string): string {
  const { partition, region, accountId } = account;
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stack}/embedded`;
}

/** The ARN by which other resources and policies refer to it; undefined where the type has none. */
export function arnOf(resource: Resource): string | undefined {
  if (resource.ref.startsWith('arn:')) return resource.ref;
  if (findResourceType(resource.type)?.attributes?.Arn === undefined) return undefined;
  return String(resource.attribute('Arn'));
}

function stableId(key: string, length: number, alphabet: 'lower' | 'mixed'): string {
  const letters =
    alphabet === 'lower'
      ? 'abcdefghijklmnopqrstuvwxyz0123456789'
      : 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const bytes = createHash('sha512').update(key).digest();
  return Array.from({ length }, (_, index) => letters[(bytes[index % bytes.length] ?? 0) % letters.length]).join('');
}
