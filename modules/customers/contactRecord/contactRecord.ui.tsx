import { fillComposer, fillTimeline } from '#ui/timeline/items.ts'
import { Composer } from './Composer.tsx'
import { TimelineCard } from './TimelineCard.tsx'

fillTimeline('contactRecord', TimelineCard)
fillComposer('account', Composer)
