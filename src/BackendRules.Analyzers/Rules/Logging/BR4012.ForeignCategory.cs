using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4012: a logger that was copied from another class and still speaks in its name.</summary>
public sealed class ForeignCategory : Check
{
    internal static readonly Rule Declared = new(
        "BR4012",
        nameof(ForeignCategory),
        "A logger is named after the class that uses it",
        "The logger of '{0}' is named after '{1}', so levels and searches for either find the wrong entries; name '{0}'",
        Level.Info)
    {
        Profile = ["CR5"],
        Asvs = ["16.2.1"],
    };

    private static readonly Members s_makers = new(
        "NLog.LogManager.GetLogger", "NLog.LogFactory.GetLogger", "log4net.LogManager.GetLogger", "Serilog.Log.ForContext", "Serilog.ILogger.ForContext",
        "Microsoft.Extensions.Logging.LoggerFactoryExtensions.CreateLogger", "Microsoft.Extensions.Logging.ILoggerFactory.CreateLogger");

    public ForeignCategory()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch)
    {
        watch.Call(s_makers, static (context, call) =>
        {
            if (context.ContainingSymbol.ContainingType is not { } type || !IsKept(call, type) || Named(call) is not var (other, place) || IsOwn(type, other))
                return;
            context.ReportDiagnostic(Declared.At(place.GetLocation(), type.Name, other.Name));
        });
        watch.Symbol(SymbolKind.NamedType, static context => See(context.Compilation, (INamedTypeSymbol)context.Symbol, context.ReportDiagnostic, context.CancellationToken));
    }

    /// <summary>A class that is handed the logger of another class of this compilation, and keeps it.</summary>
    private static void See(Compilation compilation, INamedTypeSymbol type, Action<Diagnostic> report, CancellationToken cancellation)
    {
        if (type is not { TypeKind: TypeKind.Class, IsStatic: false })
            return;
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.Parameters.Count(static p => IsTyped(p.Type)) != 1 || constructor.Parameters.First(static p => IsTyped(p.Type)) is not { } parameter)
                continue;
            if (((INamedTypeSymbol)parameter.Type).TypeArguments[0] is not INamedTypeSymbol { IsImplicitlyDeclared: false } other || IsOwn(type, other)
                || !SymbolEqualityComparer.Default.Equals(other.ContainingAssembly, compilation.Assembly) || other.Name is "Program" or "Startup" || other.TypeKind != TypeKind.Class)
                continue;
            if (parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is ParameterSyntax { Type: { } written } syntax
                && !IsPassedOn(syntax, parameter.Name, other.Name))
                report(Declared.At(written.GetLocation(), type.Name, other.Name));
        }
    }

    private static bool IsTyped(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: 1 } && type.Is("Microsoft.Extensions.Logging.ILogger`1");

    /// <summary>Handed to a base class, or to an object of the other class that is made here: then the name is meant.</summary>
    private static bool IsPassedOn(ParameterSyntax parameter, string name, string other)
    {
        var type = parameter.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        if (type is null)
            return true;
        foreach (var node in type.DescendantNodes())
        {
            switch (node)
            {
                case ArgumentSyntax { Expression: IdentifierNameSyntax passed } when passed.Identifier.ValueText.TrimStart('_') == name.TrimStart('_'):
                case ObjectCreationExpressionSyntax { Type: SimpleNameSyntax made } when made.Identifier.ValueText == other:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The class itself, one around or inside it, a base class, or one of its interfaces.</summary>
    private static bool IsOwn(INamedTypeSymbol type, ITypeSymbol other)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (Same(current, other) || current.IsOrInherits(other.OriginalDefinition as INamedTypeSymbol))
                return true;
        }

        return Same(other.ContainingType, type) || other is not INamedTypeSymbol || other.TypeKind is TypeKind.TypeParameter or TypeKind.Error || other.Name == type.Name;
    }

    private static bool Same(ITypeSymbol? one, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(one?.OriginalDefinition, other.OriginalDefinition);

    /// <summary>Whether the logger goes into a field or property of the class: one that is made for somebody else doesn't.</summary>
    private static bool IsKept(IOperation call, INamedTypeSymbol type)
    {
        var value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent switch
        {
            IFieldInitializerOperation or IPropertyInitializerOperation => true,
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: { } member } } => Same(member.ContainingType, type),
            _ => false,
        };
    }

    /// <summary>The class that the call names, and where.</summary>
    private static (ITypeSymbol Type, SyntaxNode Place)? Named(IInvocationOperation call)
    {
        if (call.TargetMethod is { IsGenericMethod: true, TypeArguments: { Length: 1 } generic } && call.Syntax.DescendantNodes().OfType<TypeArgumentListSyntax>().LastOrDefault() is { } list)
            return (generic[0], list.Arguments[0]);
        foreach (var argument in call.Arguments)
        {
            switch (LocalValues.Bare(argument.Value))
            {
                case ITypeOfOperation type when argument.Parameter?.Name is "type" or "source":
                    return (type.TypeOperand, Written(type));
                case IPropertyReferenceOperation { Property.Name: "FullName" or "Name", Instance: ITypeOfOperation type } when argument.Parameter?.Name is "name" or "categoryName":
                    return (type.TypeOperand, Written(type));
                case INameOfOperation { Argument.Type: { } type } name when argument.Parameter?.Name is "name" or "categoryName":
                    return (type, name.Argument.Syntax);
            }
        }

        return null;
    }

    private static SyntaxNode Written(ITypeOfOperation type) =>
        type.Syntax is TypeOfExpressionSyntax syntax ? syntax.Type : type.Syntax;
}
