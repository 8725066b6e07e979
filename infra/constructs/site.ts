import { Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  Function as ViewerFunction,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ObjectBucket } from './object-bucket.ts';

/** Paths of the single-page app have no extension and are all its one page; error responses would hide the API's 404. */
const SINGLE_PAGE_ROUTING = `function handler(event) {
  var request = event.request;
  var lastSegment = request.uri.substring(request.uri.lastIndexOf('/') + 1);
  if (lastSegment.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}
`;

/** One domain: files from the bucket, and `/v1/*` from the API, so that there is no CORS. */
export class Site extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new ObjectBucket(this, 'Files').bucket;
    this.distribution = new Distribution(this, 'Distribution', {
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(asInterface(this.bucket)),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new ViewerFunction(this, 'SinglePageRouting', {
              code: FunctionCode.fromInline(SINGLE_PAGE_ROUTING),
              runtime: FunctionRuntime.JS_2_0,
            }),
          },
        ],
      },
    });
    acknowledge(this.distribution, {
      CFR1: 'The users of a team can be anywhere; access is by token, not by country.',
      CFR2: 'A web ACL is billed while idle; the API throttles, and every route but two asks for a token.',
      CFR3: 'The API logs each request with its caller; the files are public parts of the open-source site.',
      CFR4: 'The certificate of cloudfront.net fixes the minimum TLS version; a domain of one’s own raises it.',
    });
  }

  /** The domain's URL, with a trailing slash. */
  get url(): string {
    return `https://${this.distribution.distributionDomainName}/`;
  }

  /** Passes `/v1/*` on to the API, uncached and with the caller's headers. */
  addApi(apiId: string): void {
    this.distribution.addBehavior(
      '/v1/*',
      new HttpOrigin(`${apiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`),
      {
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      },
    );
  }
}

/** CDK's own classes do not compile against its interfaces under `exactOptionalPropertyTypes`; they are the same object. */
function asInterface(bucket: Bucket): IBucket {
  return bucket as IBucket;
}
