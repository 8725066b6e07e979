import { z } from 'zod';

/** What CloudFormation sends; it grows, so it is open. */
const CustomResourceEventSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.record(z.string(), z.unknown()),
});
type CustomResourceEvent = z.infer<typeof CustomResourceEventSchema>;

export interface CustomResourceAnswer {
  /** An answer with another id than before makes CloudFormation delete the old resource. */
  readonly physicalResourceId: string;
  /** What `Fn::GetAtt` reads. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

export interface CustomResourceOptions<Services> {
  /** Called at the first invocation of a container and kept. */
  readonly services: () => Services;
  /** Creates or updates. What was made is kept when the resource is deleted: nothing here is ever deleted by a stack. */
  readonly provision: (
    properties: Readonly<Record<string, unknown>>,
    services: Services,
  ) => Promise<CustomResourceAnswer>;
}

/** Of an answer, in characters; CloudFormation takes 4,096 bytes in all. */
const REASON_LIMIT = 1_500;

/**
 * The handler of a custom resource: does the work and tells CloudFormation how it ended, a failure too. Only when the telling
 * fails does it throw, so that Lambda tries again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html
 */
export function customResourceHandler<Services>(
  options: CustomResourceOptions<Services>,
): (event: unknown) => Promise<void> {
  let services: Services | undefined;
  const provision = async ({ ResourceProperties }: CustomResourceEvent): Promise<CustomResourceAnswer> => {
    services ??= options.services();
    return options.provision(ResourceProperties, services);
  };
  return async (rawEvent) => {
    const event = CustomResourceEventSchema.parse(rawEvent);
    const previousId = event.PhysicalResourceId ?? event.RequestId;
    if (event.RequestType === 'Delete') {
      await answer(event, { Status: 'SUCCESS', PhysicalResourceId: previousId });
      return;
    }
    const [outcome] = await Promise.allSettled([provision(event)]);
    if (outcome.status === 'fulfilled') {
      const { physicalResourceId, data = {} } = outcome.value;
      await answer(event, { Status: 'SUCCESS', PhysicalResourceId: physicalResourceId, Data: data });
      return;
    }
    const reason = outcome.reason instanceof Error ? `${outcome.reason.name}: ${outcome.reason.message}` : 'no reason';
    console.error(JSON.stringify({ level: 'ERROR', message: 'provisioning failed', reason }));
    await answer(event, {
      Status: 'FAILED',
      PhysicalResourceId: previousId,
      Reason: reason.slice(0, REASON_LIMIT),
    });
  };
}

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string | number | boolean>>;
}

async function answer(event: CustomResourceEvent, outcome: Answer): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    // The URL is presigned without a content type, so one may not be sent.
    headers: { 'content-type': '' },
    body: JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId }),
  });
  if (!response.ok) throw new Error(`CloudFormation refused the answer with status ${response.status}`);
}
