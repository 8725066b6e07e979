import type { HostedService } from '../gateway/aws-gateway.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import { AwsServiceError, answerJson, jsonBody, operationName, textField } from '../json-service.ts';
import type { AccessNeed, AccountScope } from '../service.ts';
import type { EventBuses } from './event-bus.ts';

const MAX_ENTRIES = 10;
const MAX_ENTRY_BYTES = 256 * 1024;

/** EventBridge's PutEvents. */
export function eventsService(buses: EventBuses, account: Required<AccountScope>): HostedService {
  return {
    protocol: 'json',
    describeAccess(request): AccessNeed[] {
      if (operationName(request) !== 'PutEvents') return [];
      const names = new Set(entriesOf(jsonBody(request)).map(busNameOf));
      return [...names].map((name) => ({
        action: 'events:PutEvents',
        resource: `arn:${account.partition}:events:${account.region}:${account.accountId}:event-bus/${name}`,
      }));
    },
    service: {
      name: 'events',
      handle: (request) =>
        answerJson(
          'events',
          {
            PutEvents: (body: JsonObject) => {
              const entries = entriesOf(body).map((entry) => putEntry(buses, entry));
              return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
            },
          },
          request,
        ),
      close: async () => buses.close(),
    },
  };
}

function entriesOf(body: JsonObject): JsonObject[] {
  const entries: readonly Json[] = Array.isArray(body.Entries) ? body.Entries : [];
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    throw new AwsServiceError(
      'ValidationException',
      `Entries has ${entries.length} members; the limit is 1 to ${MAX_ENTRIES}`,
    );
  }
  return entries.filter(isJsonObject);
}

function busNameOf(entry: JsonObject): string {
  return (textField(entry, 'EventBusName') ?? 'default').replace(/^.*event-bus\//, '');
}

type EntryResult = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** A bad entry fails alone, as in AWS. */
function putEntry(buses: EventBuses, entry: JsonObject): EntryResult {
  const [source, detailType, detail] = ['Source', 'DetailType', 'Detail'].map((key) => textField(entry, key));
  if (!source || !detailType || detail === undefined) {
    return refused('InvalidArgument', 'Source, DetailType and Detail are required');
  }
  if (source.startsWith('aws.')) return refused('NotAuthorizedForSourceException', `${source} is reserved for AWS`);
  const size = [source, detailType, detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size > MAX_ENTRY_BYTES) {
    return refused('InvalidArgument', `the entry has ${size} bytes; the limit is ${MAX_ENTRY_BYTES}`);
  }
  const parsed = parsedDetail(detail);
  if (parsed === undefined) return refused('MalformedDetail', 'Detail is malformed.');
  // EventBridge accepts events for a bus that is not there and drops them; a missing bus is a mistake here.
  const busName = busNameOf(entry);
  if (!buses.has(busName)) return refused('ResourceNotFoundException', `Event bus ${busName} does not exist.`);
  const { Resources, Time } = entry;
  const EventId = buses.put({
    busName,
    source,
    detailType,
    detail: parsed,
    resources: Array.isArray(Resources) ? Resources.map(String) : [],
    ...(typeof Time === 'number' ? { time: new Date(Time * 1000) } : {}),
  });
  return { EventId };
}

function parsedDetail(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refused(code: string, message: string): EntryResult {
  return { ErrorCode: code, ErrorMessage: message };
}
