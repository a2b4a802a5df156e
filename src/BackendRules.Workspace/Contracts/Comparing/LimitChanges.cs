using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>Limits on what is accepted.</summary>
internal static class LimitChanges
{
    /// <param name="change">Where; before and after are filled in here.</param>
    public static void Report(Subject subject, Direction direction, string name, Changed change, WireLimits old, WireLimits young, string id = "BRC015")
    {
        if (old == young)
            return;
        Highest(old.Max, young.Max, "largest value");
        Lowest(old.Min, young.Min, "smallest value");
        Highest(old.MaxLength, young.MaxLength, "greatest length");
        Lowest(old.MinLength, young.MinLength, "least length");
        Text(old.Pattern, young.Pattern, "pattern");
        Text(old.Form, young.Form, "form");
        if (young.Allowed is { } allowed && old.Allowed != allowed)
        {
            var gone = old.Allowed?.Split('|').Except(allowed.Split('|')).ToArray();
            if (gone is null)
                Say(ContractLevel.Potential, "allowed values", null, allowed);
            else if (gone.Length > 0)
                Say(ContractLevel.Breaking, "allowed values", old.Allowed, allowed);
        }

        void Highest(decimal? was, decimal? becomes, string what)
        {
            if (becomes is { } limit && (was is null || limit < was))
                Say(was is null ? ContractLevel.Potential : ContractLevel.Breaking, what, Number(was), Number(limit));
        }

        void Lowest(decimal? was, decimal? becomes, string what)
        {
            // A first limit of nothing at all is none: no text is shorter than 0.
            if (becomes is { } limit && (was is null ? limit > 0 || what == "smallest value" : limit > was))
                Say(was is null ? ContractLevel.Potential : ContractLevel.Breaking, what, Number(was), Number(limit));
        }

        void Text(string? was, string? becomes, string what)
        {
            if (becomes is not null && was != becomes)
                Say(was is null ? ContractLevel.Potential : ContractLevel.Breaking, what, was, becomes);
        }

        void Say(ContractLevel level, string what, string? was, string? becomes) =>
            subject.Report(id, id == "BRC050" ? ContractLevel.Potential : level, direction, was is null ? $"{name} has a {what} now: {becomes}" : $"The {what} of {name} is {becomes} instead of {was}",
                change with { Before = was, After = becomes, Key = change.Key is null ? subject.Name + "|" + name + "|" + what : change.Key + "|" + what });
    }

    private static string? Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture);
}
