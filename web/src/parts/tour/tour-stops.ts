/** What the tour shows: five pages in the order of the work, a few sentences each. */
export interface TourStop {
  to: string;
  search?: Record<string, unknown>;
  title: string;
  text: string;
}

export const TOUR_STOPS: readonly TourStop[] = [
  {
    to: '/',
    title: 'What was found',
    text: 'The first sentence says how much less a model gets right where a cue is missing, with its 95% interval. Underlined numbers explain themselves when pressed. What rests on a guess of the program is marked “provisional”.',
  },
  {
    to: '/annotate',
    title: 'You judge',
    text: 'A feature of the network matters for a class. Look at where it fires: is that part of the object (1), another object (2) or the background (3)? What is not the object is spurious. Every answer moves rankings and gaps at once.',
  },
  {
    to: '/rankings',
    search: { view: 'ends' },
    title: 'Both ends of a class',
    text: 'The images of a class with least and with most of its spurious cues. Red marks are the model’s mistakes: are there more on the left? Enter enlarges an image; there it can be tagged, relabelled or excluded.',
  },
  {
    to: '/models',
    title: 'Models side by side',
    text: 'The gap is the accuracy on the most spurious images minus that on the least spurious ones. Add a model of your own, as a file or a table of predictions, and compare.',
  },
  {
    to: '/mitigation',
    title: 'Repair',
    text: 'The last layer (the head) is tuned on images without the cue, and measured on images that it never saw. Take the repaired network with you. The tour is always at the foot of the navigation.',
  },
];
