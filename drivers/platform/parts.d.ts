/**
 * Stands for the parts of whatever platform is built: the manifest maps `drivers/platform/*` to
 * `drivers/lin/*` or `drivers/esp32/*`. For the type checker alone.
 */
import type { OpenParts } from '../parts';

export declare const openParts: OpenParts;
