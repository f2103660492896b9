import {
  BattlecardDocument,
  type BattlecardLineFragment,
  type CompetitorRowFragment,
} from '../../operations.generated.ts'
import { percent } from '../../pictures/words.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Answered } from '../parts/states.tsx'
import { Day } from '../parts/when.tsx'
import { useQuery } from '../query.ts'
import { LEVELS } from './levels.ts'

/** One competitor at a glance: where they lead, where we do, what nobody has looked into, and the claims behind it. */
export function BattlecardDialog({ competitor, onClose }: { competitor: CompetitorRowFragment; onClose: () => void }) {
  const query = useQuery(BattlecardDocument, { competitor: competitor.id })
  return (
    <Dialog title={`Battlecard: ${competitor.name}`} kind="drawer" onClose={onClose}>
      <div class="row end drawer-close">
        <button class="btn small" type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <Answered query={query} what="the battlecard">
        {({ tenant: { competitiveAnalysis } }) => {
          const card = competitiveAnalysis.battlecards?.[0]
          return (
            <>
              <p class="answer">{competitiveAnalysis.sentence}</p>
              {card?.positioning && <p class="dim">{card.positioning}</p>}
              {card && (
                <>
                  <Lines title="They lead" lines={card.theyLead} />
                  <Lines title="Even" lines={card.even} />
                  <Lines title="We lead" lines={card.weLead} />
                  {card.unknown.length > 0 && (
                    <section aria-label="Not known yet">
                      <h3>Not known yet</h3>
                      <p class="small">{card.unknown.join(', ')}</p>
                    </section>
                  )}
                </>
              )}
              {competitiveAnalysis.evidence.length > 0 && (
                <section aria-label="Claims behind it">
                  <h3>Claims behind it</h3>
                  <ul class="lines">
                    {competitiveAnalysis.evidence.map(
                      ({ key, claim, source, url, capturedAt, confidence, standing }) => (
                        <li key={key}>
                          <span class="mono">{key}</span> {claim}{' '}
                          <span class="dim small">
                            {source || url || 'no source'}, {capturedAt ? <Day at={capturedAt} /> : 'no date'},{' '}
                            {percent(confidence)} confident, {standing}
                          </span>
                        </li>
                      ),
                    )}
                  </ul>
                </section>
              )}
            </>
          )
        }}
      </Answered>
    </Dialog>
  )
}

const Lines = ({ title, lines }: { title: string; lines: readonly BattlecardLineFragment[] }) =>
  lines.length ? (
    <section aria-label={title}>
      <h3>{title}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Capability</th>
            <th scope="col">Us</th>
            <th scope="col">Them</th>
            <th scope="col">Claims</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ capability, us, them, standing, evidence }) => (
            <tr key={capability}>
              <th scope="row">{capability}</th>
              <td>{LEVELS[us]}</td>
              <td>
                {LEVELS[them]}
                {standing !== 'supported' && <span class="sub warn">{standing}</span>}
              </td>
              <td class="mono small">{evidence.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  ) : null
