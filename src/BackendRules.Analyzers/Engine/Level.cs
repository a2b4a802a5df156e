using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>How loudly a rule speaks by default. <see cref="Off"/> rules are silent until somebody configures them.</summary>
public enum Level
{
    Off,
    Hidden,
    Info,
    Warning,
    Error,
}

internal static class Levels
{
    /// <summary>The severity of a diagnostic at this level; a rule that is off would warn if it were on.</summary>
    public static DiagnosticSeverity Severity(this Level level) => level switch
    {
        Level.Hidden => DiagnosticSeverity.Hidden,
        Level.Info => DiagnosticSeverity.Info,
        Level.Error => DiagnosticSeverity.Error,
        _ => DiagnosticSeverity.Warning,
    };

    /// <summary>The word that `.editorconfig` and `.globalconfig` files use for this level.</summary>
    public static string Word(this Level level) => level switch
    {
        Level.Off => "none",
        Level.Hidden => "silent",
        Level.Info => "suggestion",
        Level.Warning => "warning",
        _ => "error",
    };
}
