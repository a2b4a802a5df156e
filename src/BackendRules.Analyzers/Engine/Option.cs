using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>A setting in <c>.editorconfig</c>, named <c>backendrules.</c> and a key.</summary>
public abstract class Option
{
    protected Option(string key, string about, string allowed)
    {
        Key = key;
        About = about;
        Allowed = allowed;
    }

    /// <summary>The full key, as users write it.</summary>
    public string Key { get; }

    /// <summary>What it does, for the rule's page.</summary>
    public string About { get; }

    /// <summary>What may be written, in words.</summary>
    public string Allowed { get; }

    /// <summary>The default, as users would write it.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Whether a written value can be read. A value that can't is BR0001 and counts as the default.</summary>
    public abstract bool Accepts(string text);

    public static Option<bool> Flag(string key, bool fallback, string about) =>
        new(key, fallback, about, "true or false", static text => bool.TryParse(text, out var value) ? (true, value) : default, static value => value ? "true" : "false");

    public static Option<int> Number(string key, int fallback, int least, int most, string about) =>
        new(key, fallback, about, $"a whole number from {least} to {most}",
            text => int.TryParse(text, out var value) && value >= least && value <= most ? (true, value) : default,
            static value => value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Words separated by commas or vertical bars. Semicolons don't survive MSBuild properties.</summary>
    public static Option<string[]> Words(string key, string about, params string[] fallback) =>
        new(key, fallback, about, "words separated by commas", static text => (true, Split(text)), static words => string.Join(", ", words));

    public static Option<string> OneOf(string key, string fallback, string about, params string[] allowed) =>
        new(key, fallback, about, string.Join(", ", allowed),
            text => Array.IndexOf(allowed, text) >= 0 ? (true, text) : default, static value => value);

    private static string[] Split(string text) =>
        text.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Trim()).Where(static word => word.Length > 0).ToArray();
}

/// <inheritdoc/>
public sealed class Option<T> : Option
{
    private readonly Func<string, (bool Good, T Value)> _read;
    private readonly Func<T, string> _write;

    internal Option(string key, T fallback, string about, string allowed, Func<string, (bool Good, T Value)> read, Func<T, string> write)
        : base("backendrules." + key, about, allowed)
    {
        Default = fallback;
        _read = read;
        _write = write;
    }

    public T Default { get; }

    public override string DefaultText => _write(Default);

    public override bool Accepts(string text) => _read(text.Trim()).Good;

    /// <summary>The value that holds in a file.</summary>
    public T In(AnalyzerOptions options, SyntaxTree tree) => From(options.AnalyzerConfigOptionsProvider.GetOptions(tree));

    /// <summary>The value that holds for an additional file.</summary>
    public T In(AnalyzerOptions options, AdditionalText file) => From(options.AnalyzerConfigOptionsProvider.GetOptions(file));

    /// <summary>The value that holds for the whole compilation (<c>.globalconfig</c>, or the same value in every file's section).</summary>
    public T In(AnalyzerOptions options) => From(options.AnalyzerConfigOptionsProvider.GlobalOptions);

    private T From(AnalyzerConfigOptions options) =>
        options.TryGetValue(Key, out var text) && _read(text.Trim()) is (true, var value) ? value : Default;
}
