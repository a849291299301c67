using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>All measures, one after another, and the table of them.</summary>
internal static class Suite
{
    public static async Task<int> RunAsync(bool quick, bool withTests)
    {
        List<Measure> measures = [];
        int rounds = quick ? 3 : 9;
        Console.Error.WriteLine("Listing ...");
        measures.AddRange(await Listing.MeasureAsync(rounds));
        Console.Error.WriteLine("Against Invoke-RestMethod ...");
        measures.AddRange(await AgainstRestMethod.MeasureAsync(quick ? 2 : 5));
        Console.Error.WriteLine("Memory ...");
        measures.AddRange(await Memory.MeasureAsync());
        Console.Error.WriteLine("Requests ...");
        measures.AddRange(await Requests.MeasureAsync(quick ? 3 : 7));
        Console.Error.WriteLine("Logs ...");
        measures.AddRange(await Logs.MeasureAsync(quick ? 3 : 9));
        Console.Error.WriteLine("Judging ...");
        measures.AddRange(await Judging.MeasureAsync(quick ? 3 : 9));
        Console.Error.WriteLine("Writing and waiting ...");
        measures.AddRange(await Writing.MeasureAsync());
        Console.Error.WriteLine("Maintenance ...");
        measures.AddRange(await Maintaining.MeasureAsync());
        Console.Error.WriteLine("Starting ...");
        measures.AddRange(await Starting.MeasureAsync(quick ? 3 : 11));
        Console.Error.WriteLine("Completion ...");
        measures.AddRange(await Completing.MeasureAsync());
        if (withTests)
        {
            Console.Error.WriteLine("Tests ...");
            measures.Add(await Testing.MeasureAsync());
        }

        Console.WriteLine();
        Console.WriteLine("| Measure | Must reach | Reached | |");
        Console.WriteLine("|---|---|---|---|");
        foreach (Measure measure in measures)
        {
            Console.WriteLine(measure);
        }

        return measures.TrueForAll(measure => measure.IsMet) ? 0 : 1;
    }
}
