using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>What a rate limit permits.</summary>
/// <param name="Permits">Requests at once.</param>
/// <param name="Refill">Requests that are permitted anew each period.</param>
/// <param name="Seconds">The period; null where no constant says it.</param>
public sealed record RateLimit(int Permits, int Refill, double? Seconds)
{
    /// <summary>Whether it permits less than another.</summary>
    public bool IsTighterThan(RateLimit other) => Permits < other.Permits || Refill / Seconds < other.Refill / other.Seconds;

    /// <inheritdoc/>
    public override string ToString()
    {
        var period = Seconds switch
        {
            null => "",
            1 => " a second",
            60 => " a minute",
            3600 => " an hour",
            86400 => " a day",
            { } other => string.Create(CultureInfo.InvariantCulture, $" in {other:0.###} s"),
        };
        return Refill == Permits ? string.Create(CultureInfo.InvariantCulture, $"{Permits} requests{period}") : string.Create(CultureInfo.InvariantCulture, $"{Permits} requests at once and {Refill}{period}");
    }
}
