using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;

namespace MageAI.Http;

/// <summary>Makes attempts until one need not be repeated, with growing and jittered pauses between them. As with <see cref="HttpClients"/>, no dependency shows.</summary>
/// <typeparam name="T">What an attempt gives, whether it went well or not.</typeparam>
internal sealed class Repeater<T>
{
    private static readonly ResiliencePropertyKey<Func<T, bool>> s_again = new("again");

    private readonly ResiliencePipeline<T> _pipeline;

    /// <summary>Sets the rules that hold for every run.</summary>
    /// <param name="times">Further attempts after the first.</param>
    /// <param name="pause">Before the first repetition; doubled for each further one.</param>
    /// <param name="longestPause">None is longer than this.</param>
    /// <param name="ownPause">A pause that the attempt itself asks for, or null.</param>
    /// <param name="wait">Lets a pause pass: time is the caller's.</param>
    public Repeater(int times, TimeSpan pause, TimeSpan longestPause, Func<T, TimeSpan?> ownPause, Func<TimeSpan, CancellationToken, Task> wait) => _pipeline = times <= 0
        ? ResiliencePipeline<T>.Empty
        : new ResiliencePipelineBuilder<T> { TimeProvider = new CallersTime(wait) }
            .AddRetry(new RetryStrategyOptions<T>
            {
                MaxRetryAttempts = times,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = pause,
                MaxDelay = longestPause,
                ShouldHandle = args => new ValueTask<bool>(
                    args.Outcome.Result is T result && args.Context.Properties.TryGetValue(s_again, out Func<T, bool>? again) && again(result)),
                DelayGenerator = args => new ValueTask<TimeSpan?>(args.Outcome.Result is T result ? ownPause(result) : null),
            })
            .Build();

    /// <summary>Makes attempts; an exception ends them.</summary>
    /// <param name="attempt">Makes one.</param>
    /// <param name="again">Whether what it gave calls for another.</param>
    /// <param name="cancellation">Ends attempts and pauses.</param>
    /// <returns>What the last attempt gave.</returns>
    public async Task<T> RunAsync(Func<CancellationToken, Task<T>> attempt, Func<T, bool> again, CancellationToken cancellation)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(s_again, again);
        try
        {
            return await _pipeline.ExecuteAsync(
                static (ctx, attempt) => new ValueTask<T>(attempt(ctx.CancellationToken)), context, attempt).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
