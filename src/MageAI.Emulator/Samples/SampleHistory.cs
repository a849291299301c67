using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;

namespace MageAI.Emulation.Samples;

/// <summary>Two weeks of runs for the sample project, with what a report has to tell apart: waiting and working, late, failed, repaired and still open.</summary>
internal sealed class SampleHistory(EmulatorState state, DateTime now)
{
    private readonly Dictionary<string, RunSeeder> _seeders = [];

    public void Fill()
    {
        int weekday = 0;
        for (int day = 13; day >= 1; day--)
        {
            DateTime date = now.Date.AddDays(-day);
            Customers(date, day);
            Orders(date, day);
            if (date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                weekday++;
                Rates(date.AddHours(6.5), weekday);
                Ledger(date.AddHours(9).AddMinutes(day * 3).AddTicks(1234560), weekday);
            }

            if (day is 1 or 3)
            {
                Add("ledger_import", "statement arrived", date.AddHours(14).AddMinutes(20).AddTicks(4567890), new RunStory
                {
                    Variables = new JsonObject { ["region"] = day == 1 ? "north" : "south", ["full"] = day == 1 },
                    Work = Between(day, 60, 200),
                });
            }
        }

        DateTime morning = now.Date.AddDays(-2).AddHours(10);
        Add("plant_sensors", "quarter hours", morning, new RunStory { Work = Between(2, 20, 60) });
        Add("plant_sensors", "quarter hours", morning.AddMinutes(15), new RunStory { Status = "cancelled", At = "drop_outliers", Work = Between(3, 20, 60) });
        Add("maintenance_report", "on request", now.Date.AddDays(-1).AddHours(8), new RunStory
        {
            Status = "failed",
            ErrorType = "ConnectionError",
            Error = "could not connect to tickets.example.com:5432",
        });

        PipelineRun fit = Add("sales_forecast", "monday forecast", now.AddMinutes(-2), new RunStory { Status = "running", At = "fit_model", Work = TimeSpan.FromSeconds(80) });

        // Long enough to be looked at and cancelled.
        fit.BlockRuns.Find(b => b.Status == "running")!.EndsAt = now.AddMinutes(10);
    }

    private void Customers(DateTime date, int day)
    {
        if (day == 9)
        {
            Add("customer_snapshot", "nightly", date, new RunStory
            {
                Status = "failed",
                At = "load_customers",
                ErrorType = "psycopg2.OperationalError",
                Error = "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
                Work = TimeSpan.FromMinutes(3),
            });
        }

        // Somebody tried the failed one again in the morning.
        Add("customer_snapshot", "nightly", date, new RunStory { Later = day == 9 ? TimeSpan.FromMinutes(433) : default, Queued = Between(day, 3, 10), Work = Between(day, 240, 540) });
    }

    private void Orders(DateTime date, int day)
    {
        Add("orders_hourly", "every hour", date.AddHours(7), new RunStory { Work = Between(day, 20, 70) });
        Add("orders_hourly", "every hour", date.AddHours(15), day switch
        {
            4 => new RunStory { Status = "failed", At = "check_orders", ErrorType = "KeyError", Error = "'amount'", Work = Between(day, 20, 70) },
            11 => new RunStory { Status = "failed", At = "check_orders", ErrorType = "ValueError", Error = "order <4711> of \"Müller & Söhne\": amount < 0", Work = Between(day, 20, 70) },
            _ => new RunStory { Work = Between(day, 20, 70) },
        });
    }

    private void Rates(DateTime date, int weekday) => Add("exchange_rates", "weekday mornings", date, weekday switch
    {
        2 => new RunStory { PassedSla = true, Work = TimeSpan.FromMinutes(74) },
        6 => new RunStory
        {
            Status = "failed",
            ErrorType = "requests.exceptions.HTTPError",
            Error = "503 Server Error: Service Unavailable for url: https://rates.example.com/daily?base=EUR&format=json",
        },
        _ => new RunStory { Work = Between(weekday, 2, 9) },
    });

    private void Ledger(DateTime date, int weekday) => Add("ledger_import", "statement arrived", date, weekday switch
    {
        4 => new RunStory { Status = "cancelled", At = "match_invoices", Work = Between(weekday, 60, 200) },
        5 => new RunStory { Queued = TimeSpan.FromSeconds(247), Work = Between(weekday, 60, 200) },
        8 => new RunStory
        {
            Status = "failed",
            At = "match_invoices",
            ErrorType = "ValueError",
            Error = "2 lines have no invoice:\n  4711  120.00 €\n  4712   99.50 €",
            Work = Between(weekday, 60, 200),
        },
        _ => new RunStory { Queued = Between(weekday, 1, 8), Work = Between(weekday, 60, 200) },
    });

    private PipelineRun Add(string pipeline, string trigger, DateTime date, RunStory story)
    {
        if (!_seeders.TryGetValue(pipeline, out RunSeeder seeder))
        {
            _seeders.Add(pipeline, seeder = new RunSeeder(state, state.Pipeline(pipeline)));
        }

        return seeder.Add(state.Data.Schedules.Find(s => s.PipelineUuid == pipeline && s.Name == trigger)!, date, story);
    }

    /// <summary>A number of seconds that looks accidental and is the same each time.</summary>
    private static TimeSpan Between(int seed, int least, int most) => TimeSpan.FromSeconds(least + ((most - least) * (seed * 37 % 100) / 100d));
}
