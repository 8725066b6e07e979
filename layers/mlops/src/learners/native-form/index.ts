export { decodeNativeForm, encodeNativeForm, FeatureNamesSchema } from '../native-form.ts';
