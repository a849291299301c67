using System;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Samples;

/// <summary>A believable project to try things on.</summary>
internal static class SampleProject
{
    public static void Fill(EmulatorState state)
    {
        DateTime now = state.Now;
        Pipeline orders = Pipeline(state, now, 61, "Orders Hourly", "Loads new orders from the shop and keeps the daily totals current.", ["sales", "core"],
            ("load_orders", "data_loader", "python", "import pandas as pd", "def load_data(*args, **kwargs):\n    since = kwargs.get('execution_date')\n    print('loading orders')\n    return pd.DataFrame({'id': [1001, 1002, 1003], 'amount': [19.9, 5.0, 42.5]})"),
            ("check_orders", "transformer", "python", "", "def transform(orders, *args, **kwargs):\n    print('checking amounts')\n    return orders[orders['amount'] > 0]"),
            ("daily_totals", "transformer", "python", "", "def transform(orders, *args, **kwargs):\n    return orders.agg({'amount': 'sum'})"),
            ("store_totals", "data_exporter", "python", "", "def export_data(totals, *args, **kwargs):\n    print('stored totals')"));
        Pipeline customers = Pipeline(state, now, 58, "Customer Snapshot", "Nightly copy of the customer master.", ["sales"],
            ("load_customers", "data_loader", "sql", "", "SELECT id, name, country, created_at\nFROM crm.customers"),
            ("clean_countries", "transformer", "python", "", "def transform(customers, *args, **kwargs):\n    customers['country'] = customers['country'].str.upper()\n    return customers"),
            ("store_customers", "data_exporter", "python", "", "def export_data(customers, *args, **kwargs):\n    print('stored customers')"));
        Pipeline forecast = Pipeline(state, now, 33, "Sales Forecast", "Weekly forecast per country.", ["sales", "ml"],
            ("load_history", "data_loader", "sql", "", "SELECT country, day, amount\nFROM mart.daily_sales\nWHERE day > current_date - 730"),
            ("fit_model", "transformer", "python", "# emulator: seconds=2", "def transform(history, *args, **kwargs):\n    print('fitting')\n    print('12 countries', 'trend and season')\n    return history"),
            ("store_forecast", "data_exporter", "python", "", "def export_data(forecast, *args, **kwargs):\n    print('stored forecast')"));
        Pipeline ledger = Pipeline(state, now, 80, "Ledger Import", "Takes the bank's statement files into the ledger.", ["finance", "core"],
            ("wait_for_statement", "sensor", "python", "", "def check_condition(*args, **kwargs) -> bool:\n    return True"),
            ("read_statement", "data_loader", "python", "", "def load_data(*args, **kwargs):\n    print('reading statement')\n    return [{'account': '4711', 'amount': 120.0}]"),
            ("match_invoices", "transformer", "python", "", "def transform(lines, *args, **kwargs):\n    return lines"),
            ("post_ledger", "data_exporter", "python", "", "def export_data(lines, *args, **kwargs):\n    print('posted lines')"));
        Pipeline rates = Pipeline(state, now, 75, "Exchange Rates", "Reference rates of the day.", ["finance"],
            ("load_rates", "data_loader", "python", "import requests", "def load_data(*args, **kwargs):\n    print('fetching rates')\n    return {'EUR': 1.0, 'USD': 1.08}"),
            ("store_rates", "data_exporter", "python", "", "def export_data(rates, *args, **kwargs):\n    print('stored rates')"));
        Pipeline sensors = Pipeline(state, now, 21, "Plant Sensors", "Readings of the plant's sensors, every quarter of an hour.", ["plant"],
            ("load_readings", "data_loader", "python", "", "def load_data(*args, **kwargs):\n    print('loading readings')\n    return [{'sensor': 'T1', 'value': 71.3}]"),
            ("drop_outliers", "transformer", "python", "", "def transform(readings, *args, **kwargs):\n    return [r for r in readings if r['value'] < 200]"),
            ("raise_alarms", "transformer", "python", "", "def transform(readings, *args, **kwargs):\n    return readings"),
            ("store_readings", "data_exporter", "python", "", "def export_data(readings, *args, **kwargs):\n    print('stored readings')"));
        Pipeline report = Pipeline(state, now, 12, "Maintenance Report", "What broke, and how often. The source has been down for a while.", ["plant"],
            ("load_tickets", "data_loader", "python", "", "def load_data(*args, **kwargs):\n    raise ConnectionError('could not connect to tickets.example.com:5432')"),
            ("summarise", "transformer", "python", "", "def transform(tickets, *args, **kwargs):\n    return tickets"),
            ("send_report", "data_exporter", "python", "", "def export_data(report, *args, **kwargs):\n    print('sent report')"));

        Schedule hourly = Trigger(state, now, orders, "every hour", "time", "@hourly", active: true, "core");
        Schedule nightly = Trigger(state, now, customers, "nightly", "time", "@daily", active: true);
        Trigger(state, now, forecast, "monday forecast", "time", "@weekly", active: true);
        Trigger(state, now, forecast, "month end forecast", "time", "@monthly", active: false);
        Trigger(state, now, ledger, "statement arrived", "api", null, active: true, "core");
        Schedule byEvent = Trigger(state, now, ledger, "file event", "event", null, active: false);
        Schedule morning = Trigger(state, now, rates, "weekday mornings", "time", "30 6 * * 1-5", active: true);
        Trigger(state, now, sensors, "quarter hours", "time", "*/15 * * * *", active: false);
        Trigger(state, now, report, "on request", "api", null, active: true);
        hourly.Settings = new JsonObject { ["skip_if_previous_running"] = true };
        morning.Sla = JsonValue.Create(3600);
        nightly.Variables = new JsonObject { ["env"] = "prod" };
        byEvent.Description = "Switched off while the bucket moves.";

        new SampleHistory(state, now).Fill();
    }

    private static Pipeline Pipeline(
        EmulatorState state, DateTime now, int age, string name, string description, string[] tags, params (string Name, string Type, string Language, string Head, string Body)[] blocks)
    {
        DateTime created = now.AddDays(-age).AddMinutes(-age * 17);
        Pipeline pipeline = new Pipeline
        {
            Uuid = CleanName.Pipeline(name),
            Name = name,
            Description = description,
            Tags = [.. tags],
            CreatedAt = Stamps.Space(created, true),
            UpdatedAt = created.AddHours(age),
        };
        Block? before = null;
        foreach ((string? blockName, string? type, string? language, string? head, string? body) in blocks)
        {
            Block block = new Block { Uuid = blockName, Name = blockName, Type = type, Language = language, Status = "updated" };
            if (before is not null)
            {
                block.Upstream.Add(before.Uuid);
            }

            pipeline.Blocks.Add(before = block);
            state.WriteFile(block.FilePath, language == "sql" ? body + "\n" : Guarded(type, head, body));
        }

        state.Data.Pipelines.Add(pipeline);
        return pipeline;
    }

    private static string Guarded(string type, string head, string body) =>
        $"{(head.Length == 0 ? "" : head + "\n")}if '{type}' not in globals():\n    from mage_ai.data_preparation.decorators import {type}\n\n\n@{type}\n{body}\n";

    private static Schedule Trigger(EmulatorState state, DateTime now, Pipeline pipeline, string name, string type, string? interval, bool active, params string[] tags)
    {
        Schedule schedule = state.AddSchedule(new Schedule
        {
            Name = name,
            PipelineUuid = pipeline.Uuid,
            Type = type,
            Interval = interval,
            StartTime = type == "time" ? now.Date.AddDays(-30) : null,
            Status = active ? "active" : "inactive",
            LastEnabledAt = active ? now : null,
            Tags = [.. tags],
        });
        schedule.CreatedAt = Stamps.Seconds(now.AddDays(-30).AddMinutes(schedule.Id * 7));
        foreach (string tag in tags)
        {
            state.EnsureTag(tag);
        }

        return schedule;
    }
}
