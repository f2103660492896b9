import { oddsText } from '../../../text.ts'
import { csvFile, show } from '../app.tsx'
import { Forecast } from '../../pictures/forecast/forecast.tsx'
import { forecastCsv, fromTool } from '../../pictures/forecast/forecast-picture.ts'
import { dayOf, fullDay } from '../../pictures/words.ts'

show({
  tool: 'forecast_delivery',
  read: fromTool,
  file: (picture) => csvFile('forecast_delivery', forecastCsv(picture)),
  draw: (picture, { locale, theme, choose }) => (
    <Forecast
      picture={picture}
      locale={locale}
      theme={theme}
      onTarget={(targetDate, probability) =>
        choose({
          figures: { targetDate, probability: Math.round(probability * 100) / 100 },
          sentence: `Plan with ${fullDay(dayOf(targetDate), locale)}: the forecast is ${oddsText(probability)} sure of that date.`,
        })
      }
    />
  ),
})
