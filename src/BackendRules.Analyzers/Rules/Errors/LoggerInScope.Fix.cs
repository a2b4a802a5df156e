using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>The logger that code at a place can use, and how its library writes an error down.</summary>
internal sealed class LoggerInScope
{
    private static readonly (string Type, string Error)[] s_libraries =
    [
        ("Microsoft.Extensions.Logging.ILogger", "LogError"), ("Serilog.ILogger", "Error"), ("NLog.ILogger", "Error"), ("NLog.Logger", "Error"), ("log4net.ILog", "Error"),
    ];

    private readonly string _expression;
    private readonly string _method;
    private readonly bool _textFirst;
    private readonly bool _isSerilog;

    private LoggerInScope(string expression, string method, bool textFirst, bool isSerilog)
    {
        _expression = expression;
        _method = method;
        _textFirst = textFirst;
        _isSerilog = isSerilog;
    }

    /// <summary>The nearest logger: a local or a parameter, then a member; null when there is none.</summary>
    public static LoggerInScope? At(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        var isStatic = IsStatic(place, model, cancellation);
        (ISymbol Symbol, int Library)? best = null;
        foreach (var symbol in model.LookupSymbols(place.SpanStart))
        {
            var type = symbol switch
            {
                ILocalSymbol local when IsBefore(local, place) => local.Type,
                IParameterSymbol parameter => parameter.Type,
                IFieldSymbol { IsImplicitlyDeclared: false } field when field.IsStatic || !isStatic => field.Type,
                IPropertySymbol { IsIndexer: false } property when property.IsStatic || !isStatic => property.Type,
                _ => null,
            };
            if (type is null || Library(type) is not (>= 0 and var library))
                continue;
            if (best is null || Rank(symbol) < Rank(best.Value.Symbol) || Rank(symbol) == Rank(best.Value.Symbol) && library < best.Value.Library)
                best = (symbol, library);
        }

        if (best is var (found, index))
            return new LoggerInScope(found.Name, s_libraries[index].Error, s_libraries[index].Type == "log4net.ILog", s_libraries[index].Type == "Serilog.ILogger");
        var imports = place.SyntaxTree.GetRoot(cancellation) is CompilationUnitSyntax unit && unit.DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>().Any(static import => import.Name?.ToString() == "Serilog");
        return imports && model.Compilation.GetTypeByMetadataName("Serilog.Log") is not null ? new LoggerInScope("Log", "Error", false, true) : null;
    }

    /// <summary>A statement that logs an exception with a constant text.</summary>
    public StatementSyntax Error(string exception, string text, string? method = null)
    {
        var literal = SymbolDisplay.FormatLiteral(text, quote: true);
        return SyntaxFactory.ParseStatement(_textFirst ? $"{_expression}.{_method}({literal}, {exception});" : $"{_expression}.{method ?? _method}({exception}, {literal});");
    }

    /// <summary>Whether placeholders are numbers, as in log4net.</summary>
    public bool IsPositional => _textFirst;

    /// <summary>Whether it is Microsoft's, whose methods are extensions that need their namespace.</summary>
    public bool IsMicrosofts => _method == "LogError";

    /// <summary>A call that logs at a level, which is named as in Microsoft.Extensions.Logging.</summary>
    public InvocationExpressionSyntax Call(string level, string template, IReadOnlyList<ExpressionSyntax> values, ExpressionSyntax? exception) =>
        LogStatement.Call(_expression, Method(level, values.Count > 0), template, values, exception, _textFirst);

    private string Method(string level, bool hasValues)
    {
        if (IsMicrosofts)
            return "Log" + level;
        var name = _isSerilog ? level : level switch { "Information" => "Info", "Warning" => "Warn", _ => level };
        return _textFirst && hasValues ? name + "Format" : name;
    }

    /// <summary>What failed, from the name of the function around a place.</summary>
    public static string Failure(SyntaxNode place)
    {
        foreach (var node in place.Ancestors())
        {
            if (node is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax mapped } } list } }
                && mapped.Name.Identifier.ValueText.StartsWith("Map", StringComparison.Ordinal))
                return Route(mapped.Name.Identifier.ValueText, list);
            var name = node switch
            {
                MethodDeclarationSyntax method => method.Identifier.ValueText,
                LocalFunctionStatementSyntax local => local.Identifier.ValueText,
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                TypeDeclarationSyntax type => type.Identifier.ValueText,
                _ => null,
            };
            if (name is { Length: > 0 })
                return (name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name) + " failed";
        }

        return "The request failed";
    }

    /// <summary>Braces of a route would be placeholders of a template.</summary>
    private static string Route(string map, ArgumentListSyntax arguments) =>
        arguments.Arguments[0].Expression is LiteralExpressionSyntax { Token.Value: string route } && route.IndexOf('{') < 0 && map.Length > 3
            ? $"{map.Substring(3).ToUpperInvariant()} {route} failed"
            : "The request failed";

    private static int Library(ITypeSymbol type) => Array.FindIndex(s_libraries, library => type.IsOrInherits(library.Type));

    private static int Rank(ISymbol symbol) => symbol switch
    {
        ILocalSymbol => 0,
        IParameterSymbol => 1,
        IFieldSymbol => 2,
        _ => 3,
    };

    private static bool IsBefore(ILocalSymbol local, SyntaxNode place) =>
        local.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && reference.SyntaxTree == place.SyntaxTree && reference.Span.End < place.SpanStart;

    private static bool IsStatic(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        for (var symbol = model.GetEnclosingSymbol(place.SpanStart, cancellation); symbol is not null and not INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.IsStatic)
                return true;
        }

        return false;
    }
}
