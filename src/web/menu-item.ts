import type { IconName } from './icons.ts';

/** An entry of a menu. */
export interface MenuItem {
  id: string;
  label: string;
  /** A second line. */
  detail?: string;
  icon?: IconName;
  /** A line above it sets it apart from those before. */
  apart?: boolean;
}
