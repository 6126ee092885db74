/** The pages in the order of the work, with how to get there. */
import {
  IconChartDots3,
  IconChartScatter,
  IconCheckbox,
  IconGauge,
  IconLayoutGrid,
  IconListDetails,
  IconMessage2Question,
  IconSortDescending2,
  IconTagOff,
  IconTool,
} from '@tabler/icons-react';
import { IS_STATIC } from '../api.js';

const ALL_PAGES = [
  { to: '/', title: 'Overview', key: 'o', icon: IconGauge, isStatic: true },
  { to: '/pairs', title: 'Pairs', key: 'p', icon: IconLayoutGrid, isStatic: true },
  { to: '/annotate', title: 'Annotate', key: 'a', icon: IconMessage2Question, isStatic: false },
  { to: '/validate', title: 'Validate', key: 'v', icon: IconCheckbox, isStatic: false },
  { to: '/rankings', title: 'Rankings', key: 'r', icon: IconSortDescending2, isStatic: true },
  { to: '/models', title: 'Models', key: 'm', icon: IconChartScatter, isStatic: true },
  { to: '/mitigation', title: 'Mitigation', key: 't', icon: IconTool, isStatic: false },
  { to: '/noise', title: 'Label noise', key: 'n', icon: IconTagOff, isStatic: false },
  { to: '/map', title: 'Map', key: 'x', icon: IconChartDots3, isStatic: false },
  { to: '/jobs', title: 'Jobs', key: 'j', icon: IconListDetails, isStatic: false },
] as const;

/** What this copy of the app offers: a static one only browses. */
export const PAGES = ALL_PAGES.filter(({ isStatic }) => isStatic || !IS_STATIC);

export type Page = (typeof ALL_PAGES)[number];
