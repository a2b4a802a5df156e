namespace BackendRules;

/// <summary>A logging library; they differ in who comes first, the exception or the text.</summary>
internal enum LogLibrary
{
    /// <summary>Microsoft.Extensions.Logging.</summary>
    Microsoft,

    Serilog,

    NLog,

    Log4Net,

    /// <summary>A wrapper of the user's own that says which parameter is a template.</summary>
    Wrapper,
}
