import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customResourceHandler } from './custom-resource.ts';

interface Received {
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

describe('customResourceHandler', () => {
  let server: Server;
  let received: Received[];
  let status: number;

  beforeEach(async () => {
    received = [];
    status = 200;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      received.push({
        method: request.method,
        contentType: request.headers['content-type'],
        body: JSON.parse(body),
      });
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.close();
    vi.restoreAllMocks();
  });

  function event(requestType: string): Record<string, unknown> {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
    return {
      RequestType: requestType,
      ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:registrar',
      ResponseURL: `http://127.0.0.1:${address.port}/answer?signature=abc`,
      StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Pipelines/guid',
      RequestId: 'request-1',
      ResourceType: 'Custom::DefinitionRegistration',
      LogicalResourceId: 'Registration',
      ...(requestType === 'Create' ? {} : { PhysicalResourceId: 'before' }),
      ResourceProperties: { Name: 'xgb-signal-model' },
    };
  }

  it('answers with what provisioning returned', async () => {
    const provision = vi.fn(async () => ({ physicalResourceId: 'made', data: { Version: '1.0.0' } }));

    await customResourceHandler({ services: () => 'services', provision })(event('Create'));

    expect(provision).toHaveBeenCalledExactlyOnceWith({ Name: 'xgb-signal-model' }, 'services');
    expect(received).toEqual([
      {
        method: 'PUT',
        contentType: '',
        body: {
          Status: 'SUCCESS',
          PhysicalResourceId: 'made',
          Data: { Version: '1.0.0' },
          StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Pipelines/guid',
          RequestId: 'request-1',
          LogicalResourceId: 'Registration',
        },
      },
    ]);
  });

  it('answers a failure with its name and message, and keeps the id', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const provision = async () => {
      throw new RangeError('too small');
    };

    await customResourceHandler({ services: () => undefined, provision })(event('Update'));

    expect(received[0]?.body).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'before',
      Reason: 'RangeError: too small',
    });
  });

  it('keeps what was made when the resource is deleted', async () => {
    const provision = vi.fn();

    await customResourceHandler({ services: () => undefined, provision })(event('Delete'));

    expect(provision).not.toHaveBeenCalled();
    expect(received[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'before' });
  });

  it('throws when the answer is refused, so that Lambda tries again', async () => {
    status = 403;
    const provision = async () => ({ physicalResourceId: 'made' });

    await expect(customResourceHandler({ services: () => undefined, provision })(event('Create'))).rejects.toThrow(
      'CloudFormation refused the answer with status 403',
    );
  });
});
