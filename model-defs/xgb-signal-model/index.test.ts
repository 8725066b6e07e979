import { describeDefinition } from '../../test/support/describe-definition.ts';
import definition from './index.ts';

describeDefinition(definition, import.meta.dirname);
