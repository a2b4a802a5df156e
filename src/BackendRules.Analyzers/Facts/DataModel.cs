using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// How EF Core's model is configured: indexes, keys, query filters and precision, from attributes and from <c>OnModelCreating</c> or <c>IEntityTypeConfiguration</c>.
/// A body fact: a rule calls <see cref="Of"/> when it starts and asks in its end action. What the entities are is <see cref="Entities"/>, what makes one apart <see cref="EntityKey"/>,
/// and how one is marked as deleted <see cref="SoftDeletion"/>; those three hold while typing.
/// </summary>
public sealed class DataModel
{
    private static readonly ConditionalWeakTable<Watch, DataModel> s_all = new();

    private readonly ConcurrentDictionary<IPropertySymbol, bool> _indexed = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _filtered = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, bool> _precise = new(StringComparer.Ordinal);
    private volatile bool _filtersByConvention;
    private volatile bool _precisionByConvention;

    private DataModel()
    {
    }

    /// <summary>The model of this watch; the first rule that asks registers what it needs.</summary>
    public static DataModel Of(Watch watch) => s_all.GetValue(watch, static asked =>
    {
        var model = new DataModel();
        asked.Operation(OperationKind.Invocation, model.See);
        return model;
    });

    /// <summary>Entities that have a query filter of their own, or whose base class or interface has one.</summary>
    public IEnumerable<ITypeSymbol> Filtered => _filtered.Keys;

    /// <summary>Whether a loop or a convention gives filters to entities that aren't named there.</summary>
    public bool FiltersByConvention => _filtersByConvention;

    /// <summary>Whether a convention decides the precision of decimals.</summary>
    public bool PrecisionByConvention => _precisionByConvention;

    /// <summary>Whether a column is part of a key or an index, by configuration, attribute or convention.</summary>
    public bool IsIndexed(IPropertySymbol property) =>
        _indexed.ContainsKey(property.OriginalDefinition) || IsKey(property) || IsInAttribute(property);

    /// <summary>Whether the configuration or an attribute says how exact a column is.</summary>
    public bool IsPrecise(IPropertySymbol property) => _precise.ContainsKey(property.Name) || property.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.Name is "PrecisionAttribute" or "NotMappedAttribute" || attribute.AttributeClass?.Name == "ColumnAttribute" && attribute.NamedArguments.Any(static named => named.Key == "TypeName"));

    private void See(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        switch (call.TargetMethod.Name)
        {
            case "HasIndex" or "HasKey" or "HasAlternateKey" or "HasForeignKey" or "HasPrincipalKey" when IsConfiguration(call):
                foreach (var property in Properties(call))
                    _indexed.TryAdd(property, true);
                break;
            case "HasQueryFilter" when IsConfiguration(call):
                if (call.Instance?.Type is INamedTypeSymbol { TypeArguments: [var entity] })
                    _filtered.TryAdd(entity, true);
                else
                    _filtersByConvention = true;
                break;
            case "SetQueryFilter" or "AppendQueryFilter" or "ApplyGlobalFilters":
                _filtersByConvention = true;
                break;
            case "HasPrecision" or "HasColumnType" or "HasConversion" or "Ignore" when call.TargetMethod.ContainingNamespace?.Root() == "Microsoft":
                Precise(call.Syntax);
                break;
            // What is stored as JSON keeps every digit.
            case "ToJson" when call.TargetMethod.ContainingNamespace?.Root() == "Microsoft":
                Precise(call.Syntax.Ancestors().FirstOrDefault(static around => around is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "OwnsOne" or "OwnsMany" or "ComplexProperty" } })
                    is InvocationExpressionSyntax { ArgumentList.Arguments: [var owned, ..] } ? owned : call.Syntax);
                break;
            case "Properties" when call.TargetMethod.ContainingType.Is("Microsoft.EntityFrameworkCore.ModelConfigurationBuilder") && call.TargetMethod.TypeArguments.Any(static type => type.SpecialType == SpecialType.System_Decimal):
            case "GetEntityTypes" when call.TargetMethod.ContainingNamespace?.Name == "Metadata":
                _precisionByConvention = true;
                break;
        }
    }

    private static bool IsConfiguration(IInvocationOperation call) => call.TargetMethod.ContainingNamespace?.Name == "Builders";

    private void Precise(SyntaxNode configuration)
    {
        // By name: the same property may be configured through a base class or an interface.
        foreach (var node in configuration.DescendantNodes())
        {
            if (node is LambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax member })
                _precise.TryAdd(member.Name.Identifier.ValueText, true);
            else if (node is LiteralExpressionSyntax literal)
                _precise.TryAdd(literal.Token.ValueText, true);
        }
    }

    /// <summary>The properties that a configuration names, by lambda or, on a builder of the entity, as text.</summary>
    private static IEnumerable<IPropertySymbol> Properties(IInvocationOperation call)
    {
        var entity = call.Instance?.Type is INamedTypeSymbol { TypeArguments: [var configured, ..] } ? configured : null;
        foreach (var operation in call.Arguments.SelectMany(static argument => argument.DescendantsAndSelf()))
        {
            if (operation is IPropertyReferenceOperation { Property: var property, Instance: { } instance } && LocalValues.Bare(instance) is IParameterReferenceOperation)
                yield return property.OriginalDefinition;
            else if (operation is ILiteralOperation { ConstantValue: { HasValue: true, Value: string name } } && entity?.GetMembers(name).FirstOrDefault() is IPropertySymbol named)
                yield return named.OriginalDefinition;
        }
    }

    /// <summary>Keys, and foreign keys by EF Core's conventions, have an index.</summary>
    private static bool IsKey(IPropertySymbol property) =>
        property.Name == "Id" || property.Name == property.ContainingType.Name + "Id" || property.HasAttribute("System.ComponentModel.DataAnnotations.KeyAttribute")
        || property.HasAttribute("System.ComponentModel.DataAnnotations.Schema.ForeignKeyAttribute")
        || property.Name.EndsWith("Id", StringComparison.Ordinal) && property.ContainingType.GetMembers(property.Name.Substring(0, property.Name.Length - 2)).Any(static member => member is IPropertySymbol);

    private static bool IsInAttribute(IPropertySymbol property)
    {
        for (var type = property.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var attribute in type.GetAttributes())
            {
                if ((attribute.AttributeClass.Is("Microsoft.EntityFrameworkCore.IndexAttribute") || attribute.AttributeClass.Is("Microsoft.EntityFrameworkCore.PrimaryKeyAttribute"))
                    && attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Array ? argument.Values.Any(value => value.Value as string == property.Name) : argument.Value as string == property.Name))
                    return true;
            }
        }

        return false;
    }
}
